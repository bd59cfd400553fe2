import { toObject } from '../../../shared/purchasely/to-object.ts';
import type { QueueMessage } from '../../local/local-stack.ts';
import { refusalKeys } from '../injection/track-faults.ts';
import type { WebhookObservation, WebhookObserver } from './observations.ts';

/** Time between the decision of `deliver` and the timestamp of SQS, half a second of the machine. */
const TOLERANCE_MS = 5_000;

/** Checks that every dead letter has a good reason and is not too early. */
export class DeadLetterReview {
  readonly unjustified: string[] = [];
  /** Dead letters of each reason, counted again when a replay fails. */
  readonly byReason = new Map<string, number>();
  readonly #reviewed = new Set<string>();
  readonly #observer: WebhookObserver;
  /** Arrival of each message in the events queue by request, in milliseconds since the epoch. */
  readonly #queuedAtMs = new Map<string, number>();
  readonly #refused: ReadonlySet<string>;
  readonly #patienceMs: number;

  /**
   * @param refused items that Customer.io has permanently refused, named by `refusalKeys`
   * @param patienceMs time for which temporary failures are retried
   */
  constructor(observer: WebhookObserver, refused: ReadonlySet<string>, patienceMs: number) {
    this.#observer = observer;
    this.#refused = refused;
    this.#patienceMs = patienceMs;
  }

  /** Records that `receive` sends a webhook to the events queue. */
  queued(requestId: string): void {
    this.#queuedAtMs.set(requestId, Date.now());
  }

  /** Records a replay to the events queue, which restarts `retryForHours`. */
  replayed(deadLetters: readonly QueueMessage[]): void {
    for (const { attributes } of deadLetters) this.queued(attributes['request_id'] ?? '');
  }

  /** @returns the new dead letters */
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
