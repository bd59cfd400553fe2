import { HOUR_MS } from '../durations.ts';
import { CAMPAIGN_HOURS } from '../messages/timing.ts';
import type { DeadLetter } from './dead-letter.ts';

/** Age of an event in hours at which a replay becomes urgent. */
export const WARNING_HOURS = 48;
/** Number of replays after which another will not deliver a dead letter. */
export const MANY_REPLAYS = 3;

/** Counts dead letters by reason, event and workspace. */
export class Tally {
  count = 0;
  readonly byReason = new Map<string, number>();
  readonly byEvent = new Map<string, number>();
  /** By `<connection>/<environment>`. */
  readonly byWorkspace = new Map<string, number>();
  /** Ages count from the creation of the events. */
  past48h = 0;
  past72h = 0;
  oldestCreatedAtMs: number | undefined;
  /** Time of the oldest dead letter, not of the oldest event. */
  oldestEnteredAtMs: number | undefined;
  replayedOften = 0;
  readonly #nowMs: number;

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  add({ reason, eventName, connection, environment, createdAtMs, enteredAtMs, replays }: DeadLetter): void {
    const ageHours = (this.#nowMs - createdAtMs) / HOUR_MS;
    this.count += 1;
    increment(this.byReason, reason);
    increment(this.byEvent, eventName);
    increment(this.byWorkspace, `${connection || '(none)'}/${environment ?? '(none)'}`);
    if (ageHours > WARNING_HOURS) this.past48h += 1;
    if (ageHours > CAMPAIGN_HOURS) this.past72h += 1;
    this.oldestCreatedAtMs = Math.min(this.oldestCreatedAtMs ?? createdAtMs, createdAtMs);
    this.oldestEnteredAtMs = Math.min(this.oldestEnteredAtMs ?? enteredAtMs, enteredAtMs);
    if (replays >= MANY_REPLAYS) this.replayedOften += 1;
  }

  toJSON() {
    return {
      count: this.count,
      byReason: Object.fromEntries(this.byReason),
      byEvent: Object.fromEntries(this.byEvent),
      byWorkspace: Object.fromEntries(this.byWorkspace),
      past48h: this.past48h,
      past72h: this.past72h,
      oldestEventCreatedAt:
        this.oldestCreatedAtMs === undefined ? undefined : new Date(this.oldestCreatedAtMs).toISOString(),
      replayed3TimesOrMore: this.replayedOften,
    };
  }
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
