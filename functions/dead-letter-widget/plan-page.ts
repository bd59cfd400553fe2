import type { Collected } from '../../shared/dead-letters/collect.ts';
import { describeAges, describeReplays } from '../../shared/dead-letters/describe.ts';
import { adviceFor } from '../../shared/dead-letters/next-step.ts';
import { deadLetters, number } from '../../shared/words.ts';
import { type Html, html } from './html.ts';
import { bySize } from './letter-groups.ts';
import { lookAgain, type PageTools, shortened } from './page-tools.ts';
import type { Chosen } from './request.ts';

/** Maximum number of events in a plan. */
const MAX_EVENTS = 20;

/** Returns the page with the plan of a replay and its buttons. */
export function planPage(plan: Collected, { reason, event }: Chosen, tools: PageTools): Html {
  const { letters, tally, looked, isCutShort } = plan;
  const head = `To replay: ${deadLetters(letters.length)}. Looked at ${number(looked)}.`;
  if (letters.length === 0) return html`<h3>${head}</h3>${lookAgain(tools)}`;
  const events = bySize(tally.byEvent, (count) => count);
  const lines = [
    `Reason: ${shortened(reason)}.`,
    ...describeAges(tally, tools.nowMs),
    ...describeReplays(tally),
    ...(isCutShort ? ['There may be more, because a look has a limit.'] : []),
  ];
  return html`<h3>${head}</h3>
<ul>${events.slice(0, MAX_EVENTS).map(([name, count]) => html`<li>${shortened(name)}: ${number(count)}</li>`)}</ul>
${lines.map((line) => html`<p>${line}</p>`)}
<p><b>Before you replay</b> ${adviceFor(reason).next} ${tools.runbookEntry(reason)}</p>
<p>${replayButtons(plan, { reason, event }, tools)}</p>
${lookAgain(tools)}`;
}

function replayButtons({ letters }: Collected, chosen: Chosen, { button, stage }: PageTools): Html {
  // Replays only planned dead letters: one that has come back in between entered the queue later.
  const enteredUntilMs = letters.reduce((newest, letter) => Math.max(newest, letter.enteredAtMs), 0);
  const replay = { action: 'replay', ...chosen, enteredUntilMs } as const;
  const ask = (count: number) => ({ confirmation: `Replay ${deadLetters(count)} of stage ${stage}?` });
  const all = button(`Replay ${number(letters.length)}`, replay, { isPrimary: true, ...ask(letters.length) });
  return letters.length === 1
    ? all
    : html`${button('Replay 1 to try', { ...replay, limit: 1 }, ask(1))} ${all}`;
}
