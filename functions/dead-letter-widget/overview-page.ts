import { describeAges, describeHidden, describeReplays } from '../../shared/dead-letters/describe.ts';
import { adviceFor } from '../../shared/dead-letters/next-step.ts';
import { type Tally, WARNING_HOURS } from '../../shared/dead-letters/tally.ts';
import { describeDuration } from '../../shared/durations.ts';
import { CAMPAIGN_HOURS } from '../../shared/messages/timing.ts';
import { deadLetters, number } from '../../shared/words.ts';
import { type Html, html } from './html.ts';
import { bySize, type ReasonGroup } from './letter-groups.ts';
import type { Look } from './look.ts';
import { lookAgain, type PageTools, shortened } from './page-tools.ts';
import { type Chosen, MAX_CHOSEN_LENGTH } from './request.ts';

/** Maximum number of reasons on a page, and of events of a reason, because webhooks can have any name. */
const MAX_GROUPS = 20;

/** Returns the page of the queue by reason and event, with the next steps. */
export function overviewPage({ counts, groups }: Look, tools: PageTools): Html {
  const { all, byReason } = groups;
  const hidden = counts.inFlight === 0 ? [] : [describeHidden(counts.inFlight)];
  if (all.count === 0) return html`${paragraphs(['No dead letters.', ...hidden])}${lookAgain(tools)}`;
  const extent =
    all.count >= counts.waiting
      ? `${deadLetters(all.count)}.`
      : `A sample: ${number(all.count)} of about ${deadLetters(counts.waiting)}.`;
  const reasons = bySize(byReason, (group) => group.all.count);
  return html`${paragraphs([extent, ...describeAges(all, tools.nowMs), ...describeReplays(all), ...hidden])}
${reasons.slice(0, MAX_GROUPS).map(([reason, group]) => reasonSection(reason, group, tools))}
${more(reasons.length, 'reasons')}${lookAgain(tools)}`;
}

function reasonSection(reason: string, { all, byEvent }: ReasonGroup, tools: PageTools): Html {
  const { why, next } = adviceFor(reason);
  const events = bySize(byEvent, (tally) => tally.count);
  return html`<h3>${shortened(reason)}: ${deadLetters(all.count)}</h3>
<p>${why}</p>
<p><b>What to do</b> ${next} ${tools.runbookEntry(reason)}</p>
<table>
<tr><th>Event</th><th>Dead letters</th><th>Oldest event</th><th>Over ${WARNING_HOURS} h</th><th>Over ${CAMPAIGN_HOURS} h</th><th></th></tr>
${events.slice(0, MAX_GROUPS).map(([event, tally]) => row(shortened(event), tally, { reason, event }, tools))}
${events.length > 1 ? row('all of them', all, { reason }, tools) : []}
</table>
${more(events.length, 'events')}`;
}

function row(
  name: string,
  { count, oldestCreatedAtMs = 0, past48h, past72h }: Tally,
  { reason, event }: Chosen,
  { button, nowMs }: PageTools,
): Html {
  const isChoosable = Math.max(reason.length, event?.length ?? 0) <= MAX_CHOSEN_LENGTH;
  const replay = isChoosable ? button('Replay …', { action: 'plan', reason, event }) : html``;
  const age = describeDuration(nowMs - oldestCreatedAtMs);
  return html`<tr><td>${name}</td><td>${number(count)}</td><td>${age}</td><td>${number(past48h)}</td><td>${number(past72h)}</td><td>${replay}</td></tr>
`;
}

function paragraphs(lines: readonly string[]): Html[] {
  return lines.map((line) => html`<p>${line}</p>`);
}

function more(count: number, what: string): Html {
  return count <= MAX_GROUPS ? html`` : html`<p>And ${number(count - MAX_GROUPS)} other ${what}.</p>`;
}
