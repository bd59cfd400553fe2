import { deadLetters, number } from '../../shared/words.ts';
import { type Html, html } from './html.ts';
import { lookAgain, type PageTools } from './page-tools.ts';
import type { Replayed } from './replay.ts';
import type { WidgetRequest } from './request.ts';

/** Returns the page with the result of a replay and the button for the rest. */
export function replayedPage(
  { plan, result }: Replayed,
  request: Extract<WidgetRequest, { action: 'replay' }>,
  tools: PageTools,
): Html {
  const { sent, unconfirmed, undeleted, error } = result;
  const left = plan.letters.length - sent;
  const lines = [
    ...(error === undefined ? [] : [`Stopped early: ${error instanceof Error ? error.name : 'unknown'}.`]),
    ...(unconfirmed === 0 ? [] : [`SQS did not accept ${number(unconfirmed)}. They are still dead letters.`]),
    ...(undeleted === 0
      ? []
      : [`${number(undeleted)} were sent but not deleted. Replaying them again is safe.`]),
    ...(left === 0 ? [] : [`${number(left)} left: press again.`]),
    ...(plan.isCutShort ? ['There may be more, because a call has a limit.'] : []),
    'They are in the events queue again. Events that fail again become dead letters again.',
  ];
  const { reason, event, limit } = request;
  const isWhole = left === 0 && !plan.isCutShort;
  const again = isWhole ? [] : [tools.button('Replay the others', request, { isPrimary: true })];
  const others =
    limit === undefined ? [] : [tools.button('Plan the others …', { action: 'plan', reason, event })];
  return html`<h3>Replayed ${deadLetters(sent)}.</h3>
${lines.map((line) => html`<p>${line}</p>`)}
<p>${again} ${others}</p>
${lookAgain(tools)}`;
}
