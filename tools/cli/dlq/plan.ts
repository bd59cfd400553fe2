import { deadLetters, number } from '../base/words.ts';
import type { Collected } from './collect.ts';
import { describeAges, describeCounts, describeReplays } from './format.ts';

/** What is about to be done, before it is. */
export function describePlan(
  verb: string,
  { tally, looked, isCutShort }: Collected,
  nowMs: number,
): string[] {
  const head = `${verb} ${deadLetters(tally.count)}, of ${number(looked)} looked at.`;
  if (tally.count === 0) return [head];
  return [
    head,
    ...describeCounts('By reason', tally.byReason),
    ...describeCounts('By event', tally.byEvent),
    ...describeAges(tally, nowMs),
    ...describeReplays(tally),
    ...(isCutShort ? ['There may be more: that is as far as one run goes. Run it again for the rest.'] : []),
  ];
}
