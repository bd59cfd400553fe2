import { describeDuration, HOUR_MS } from '../durations.ts';
import { CAMPAIGN_HOURS } from '../messages/timing.ts';
import { deadLetters, number } from '../words.ts';
import { HIDDEN_SECONDS } from './hold.ts';
import { MANY_REPLAYS, type Tally, WARNING_HOURS } from './tally.ts';

/** Describes the time left of the oldest event, and how many events are late. */
export function describeAges({ count, past48h, past72h, oldestCreatedAtMs }: Tally, nowMs: number): string[] {
  if (oldestCreatedAtMs === undefined) return [];
  const age = nowMs - oldestCreatedAtMs;
  const leftMs = CAMPAIGN_HOURS * HOUR_MS - age;
  const deadline =
    leftMs > 0 ? `; delivered within ${describeDuration(leftMs)}, it still starts campaigns` : '';
  return [
    `The oldest event was created ${describeDuration(age)} ago${deadline}.`,
    past48h === 0
      ? `None was created more than ${WARNING_HOURS} h ago.`
      : `Created more than ${WARNING_HOURS} h ago: ${share(past48h, count)}; more than ${CAMPAIGN_HOURS} h ago: ` +
        `${share(past72h, count)}. After ${CAMPAIGN_HOURS} h Customer.io stores an event, but starts no campaign.`,
  ];
}

function share(some: number, all: number): string {
  if (some === 0) return 'none';
  return some === all ? 'all' : `${number(some)} of ${number(all)}`;
}

export function describeReplays({ replayedOften }: Tally): string[] {
  if (replayedOften === 0) return [];
  return [
    `${deadLetters(replayedOften)} came back ${MANY_REPLAYS} times or more: one more replay will not deliver them. Find the cause first: dlq list --replays ${MANY_REPLAYS}`,
  ];
}

/** Returns the note that other commands hide dead letters. */
export function describeHidden(count: number): string {
  return (
    `About ${deadLetters(count)} are hidden and not counted here: another command looks at them, or was killed while it did. ` +
    `They return when it ends; after a kill, within ${HIDDEN_SECONDS} s.`
  );
}
