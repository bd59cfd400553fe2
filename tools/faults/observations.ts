import { LOG_MESSAGES } from '../../shared/messages/log-messages.ts';
import { toObject } from '../../shared/purchasely/to-object.ts';
import type { QueueMessage } from '../local/local-stack.ts';
import type { Operation } from '../track-api/operation.ts';
import type { AppliedIn } from '../track-api/options.ts';
import type { LifeWebhook } from './lives/life.ts';

/** An event in a workspace of the stand-in. */
export interface StoredEvent {
  readonly workspace: string;
  readonly name: string;
  readonly atMs: number;
}

/** Everything that is seen of one webhook. */
export interface Sighting {
  readonly webhook: LifeWebhook;
  /** When it was first answered 200. */
  acceptedAtMs?: number;
  readonly stored: StoredEvent[];
  /** When Customer.io took its event last, repeats that it ignored included. */
  lastSentAtMs?: number;
  /** It was delivered, with or without an event. */
  isDelivered: boolean;
  skippedBecause?: string;
  /** It has been a dead letter. */
  wasDeadLetter: boolean;
}

/** What can be seen from outside while a campaign runs: answers, log lines, and what Customer.io takes. */
export class Observations {
  readonly #byEventId: ReadonlyMap<string, Sighting>;
  readonly #byRequestId = new Map<string, Sighting>();
  /** Event ids at Customer.io that no webhook of the campaign has. */
  readonly strangers: string[] = [];

  constructor(webhooks: readonly LifeWebhook[]) {
    this.#byEventId = new Map(
      webhooks.map((webhook) => [
        webhook.eventId,
        { webhook, stored: [], isDelivered: false, wasDeadLetter: false },
      ]),
    );
  }

  all(): Sighting[] {
    return [...this.#byEventId.values()];
  }

  accepted({ eventId }: LifeWebhook, requestId: string): void {
    const sighting = this.#byEventId.get(eventId);
    if (sighting === undefined) return;
    sighting.acceptedAtMs ??= Date.now();
    this.#byRequestId.set(requestId, sighting);
  }

  applied(operation: Operation, { workspace, kind }: AppliedIn): void {
    if (operation.action !== 'event') return;
    const eventId = String(operation.attributes?.['event_id']);
    const sighting = this.#byEventId.get(eventId);
    if (sighting === undefined) {
      this.strangers.push(eventId);
      return;
    }
    sighting.lastSentAtMs = Date.now();
    if (kind === 'stored') sighting.stored.push({ workspace, name: operation.name, atMs: Date.now() });
  }

  /** A line that a function wrote. */
  logged(line: string): void {
    const fields = toObject(line) ?? {};
    const sighting = this.#byEventId.get(String(fields['event_id']));
    if (sighting === undefined) return;
    if (fields['message'] === LOG_MESSAGES.delivered) sighting.isDelivered = true;
    if (fields['message'] === LOG_MESSAGES.skipped) sighting.skippedBecause = String(fields['why']);
  }

  /** Whose webhook a message carries. One whose answer never arrived is found by the id in its body. */
  of({ attributes, body }: QueueMessage): Sighting | undefined {
    const byRequest = this.#byRequestId.get(attributes['request_id'] ?? '');
    if (byRequest !== undefined) return byRequest;
    const text = attributes['encoding'] === 'base64' ? Buffer.from(body, 'base64').toString() : body;
    return this.#byEventId.get(String(toObject(text)?.['event_id']));
  }
}
