import { toObject } from '../../../shared/purchasely/to-object.ts';
import type { QueueMessage } from '../../local/local-stack.ts';
import { refusalKeys } from '../injection/track-faults.ts';
import type { WebhookObservation, WebhookObserver } from './observations.ts';

/** SQS stamps a message when it stores it, `deliver` decides a moment before: half a second of the machine. */
const TOLERANCE_MS = 5_000;

/** Checks the dead-letter queue: nothing may get there without a good reason, or before its time. */
export class DeadLetterReview {
  readonly unjustified: string[] = [];
  /** Dead letters of each reason, counted again when a replay fails. */
  readonly byReason = new Map<string, number>();
  readonly #reviewed = new Set<string>();
  readonly #observer: WebhookObserver;
  /** When each message came into the events queue, by its request: milliseconds since the epoch. */
  readonly #queuedAtMs = new Map<string, number>();
  readonly #refused: ReadonlySet<string>;
  readonly #patienceMs: number;

  /**
   * @param refused what Customer.io has refused for good, as `refusalKeys` names it
   * @param patienceMs how long a failure that may pass is retried
   */
  constructor(observer: WebhookObserver, refused: ReadonlySet<string>, patienceMs: number) {
    this.#observer = observer;
    this.#refused = refused;
    this.#patienceMs = patienceMs;
  }

  /** `receive` sends a webhook to the events queue. */
  queued(requestId: string): void {
    this.#queuedAtMs.set(requestId, Date.now());
  }

  /** On-call sends these back to the events queue: `retryForHours` begins again. */
  replayed(deadLetters: readonly QueueMessage[]): void {
    for (const { attributes } of deadLetters) this.queued(attributes['request_id'] ?? '');
  }

  /** @returns those it has not seen before */
  look(deadLetters: readonly QueueMessage[]): QueueMessage[] {
    return deadLetters.filter((letter) => {
      const { reason = 'none', failure = '', request_id = '' } = letter.attributes;
      const key = `${request_id} ${reason} ${failure}`;
      if (this.#reviewed.has(key)) return false;
      this.#reviewed.add(key);
      this.byReason.set(reason, (this.byReason.get(reason) ?? 0) + 1);
      const observation = this.#observer.of(letter);
      if (observation !== undefined) observation.wasDeadLetter = true;
      if (!this.#isJustified(letter, observation, reason)) {
        this.unjustified.push(
          `${observation?.webhook.eventId ?? 'an unknown webhook'}: ${reason} ${failure}`,
        );
      }
      return true;
    });
  }

  #isJustified(letter: QueueMessage, observation: WebhookObservation | undefined, reason: string): boolean {
    if (observation === undefined) return false;
    const { expected, body } = observation.webhook;
    switch (reason) {
      case 'refused-by-customerio': {
        const { user_id, anonymous_user_id } = toObject(body) ?? {};
        const keys = refusalKeys(observation.webhook, [user_id, anonymous_user_id]);
        return keys.some((key) => this.#refused.has(key));
      }
      case 'retries-exhausted':
      case 'configuration-fault': {
        const queuedAtMs = this.#queuedAtMs.get(letter.attributes['request_id'] ?? '') ?? Number.NaN;
        return letter.sentAtMs - queuedAtMs >= this.#patienceMs - TOLERANCE_MS;
      }
      default:
        return expected.kind === 'dead-letter' && expected.reason === reason;
    }
  }
}
