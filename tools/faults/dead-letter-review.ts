import { toObject } from '../../shared/purchasely/webhook.ts';
import type { QueueMessage } from '../local/local-stack.ts';
import type { Observations, Sighting } from './observations.ts';

/** An hour of the clock's jumps may lie between the moment a message came in and its first attempt. */
const TOLERANCE_MS = 60 * 60_000;

/** Watches the dead-letter queue: nothing may get there without a good reason, or before its time. */
export class DeadLetterReview {
  readonly unjustified: string[] = [];
  /** Dead letters of each reason, replays counted anew. */
  readonly byReason = new Map<string, number>();
  readonly #reviewed = new Set<string>();
  readonly #seen: Observations;
  readonly #refusedPeople: ReadonlySet<string>;
  readonly #patienceMs: number;

  /**
   * @param refusedPeople whose operations Customer.io has refused for good at least once
   * @param patienceMs how long a failure that may pass has to be tried
   */
  constructor(seen: Observations, refusedPeople: ReadonlySet<string>, patienceMs: number) {
    this.#seen = seen;
    this.#refusedPeople = refusedPeople;
    this.#patienceMs = patienceMs;
  }

  /** @returns those it has not seen before */
  look(deadLetters: readonly QueueMessage[]): QueueMessage[] {
    return deadLetters.filter((letter) => {
      const { reason = 'none', failure = '', request_id = '' } = letter.attributes;
      const key = `${request_id} ${reason} ${failure}`;
      if (this.#reviewed.has(key)) return false;
      this.#reviewed.add(key);
      this.byReason.set(reason, (this.byReason.get(reason) ?? 0) + 1);
      const sighting = this.#seen.of(letter);
      if (sighting !== undefined) sighting.wasDeadLetter = true;
      if (!this.#isJustified(sighting, reason, failure)) {
        this.unjustified.push(`${sighting?.webhook.eventId ?? 'an unknown webhook'}: ${reason} ${failure}`);
      }
      return true;
    });
  }

  #isJustified(sighting: Sighting | undefined, reason: string, failure: string): boolean {
    if (sighting === undefined) return false;
    const { fate, body } = sighting.webhook;
    switch (reason) {
      case 'refused-by-customerio': {
        const { user_id, anonymous_user_id } = toObject(body) ?? {};
        return [user_id, anonymous_user_id].some((id) => this.#refusedPeople.has(String(id)));
      }
      case 'retries-exhausted':
      case 'configuration-fault': {
        const { firstAttemptAtMs, lastAttemptAtMs } = toObject(failure) ?? {};
        return Number(lastAttemptAtMs) - Number(firstAttemptAtMs) >= this.#patienceMs - TOLERANCE_MS;
      }
      default:
        return fate.kind === 'dead-letter' && fate.reason === reason;
    }
  }
}
