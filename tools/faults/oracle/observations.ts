import { LOG_MESSAGES } from '../../../shared/messages/log-messages.ts';
import { toObject } from '../../../shared/purchasely/to-object.ts';
import type { QueueMessage } from '../../local/local-stack.ts';
import type { Operation } from '../../track-api/operation.ts';
import type { AppliedIn } from '../../track-api/options.ts';
import type { WorkspaceState } from '../../track-api/snapshot.ts';
import type { Person } from '../../track-api/workspace.ts';
import type { GeneratedWebhook } from '../subscribers/subscriber.ts';
import type { Leak } from './leaks.ts';

/** An event in a workspace of the stand-in. */
interface StoredEvent {
  readonly workspace: string;
  readonly name: string;
  readonly atMs: number;
}

/** Observations of one webhook. */
export interface WebhookObservation {
  readonly webhook: GeneratedWebhook;
  /** Time of the first answer of 200. */
  acceptedAtMs?: number;
  readonly stored: StoredEvent[];
  /** Time when Customer.io last accepted its event, including ignored repeats. */
  lastSentAtMs?: number;
  /** True if it was delivered, with or without an event. */
  isDelivered: boolean;
  skippedBecause?: string;
  /** True if it has been a dead letter. */
  wasDeadLetter: boolean;
}

export interface NamedState {
  readonly name: string;
  readonly state: WorkspaceState;
}

/** A workspace with every anonymous id of each person, which its state does not have. */
export interface ObservedWorkspace extends NamedState {
  readonly people: readonly Person[];
}

/** Observations of a campaign. */
export interface Observations {
  readonly webhooks: readonly WebhookObservation[];
  /** Ids of events at Customer.io that were never sent. */
  readonly unknownEvents: readonly string[];
  /** Workspaces when all webhooks were delivered. */
  readonly workspaces: readonly ObservedWorkspace[];
  /** Workspaces after a resync of all people. */
  readonly resynced: readonly ObservedWorkspace[];
  /** Messages that were hidden for a time other than logged. */
  readonly wrongVisibility: readonly string[];
  /** Dead letters without a good reason, or before their time. */
  readonly unjustifiedDeadLetters: readonly string[];
  readonly deadLettersByReason: ReadonlyMap<string, number>;
  readonly deadLettersLeft: readonly {
    readonly observation: WebhookObservation | undefined;
    readonly reason: string | undefined;
  }[];
  /** Number of webhooks that were never acknowledged. */
  readonly unsent: number;
  /** Messages left in the events queue. */
  readonly queued: number;
  /** Requests refused because of credentials that were corrected long before. */
  readonly staleCredentials: readonly string[];
  readonly forgeriesAccepted: number;
  /** Webhooks that were answered 200 and that the backend or a queue of copies does not have. */
  readonly lostElsewhere: readonly string[];
  /** Deliveries to the backend without a valid signature. */
  readonly forgedElsewhere: number;
  readonly leaks: readonly Leak[];
  readonly textsScanned: number;
  /** Number of strikes of each kind of fault. */
  readonly struck: ReadonlyMap<string, number>;
  readonly trackRequests: number;
  /** Duration, by the clock of the run. */
  readonly lastedMs: number;
}

/** Observes each webhook from outside: answers, log lines and Customer.io. */
export class WebhookObserver {
  readonly #byEventId: ReadonlyMap<string, WebhookObservation>;
  readonly #byRequestId = new Map<string, WebhookObservation>();
  /** Event ids at Customer.io that no webhook of the campaign has. */
  readonly unknownEvents: string[] = [];

  constructor(webhooks: readonly GeneratedWebhook[]) {
    this.#byEventId = new Map(
      webhooks.map((webhook) => [
        webhook.eventId,
        { webhook, stored: [], isDelivered: false, wasDeadLetter: false },
      ]),
    );
  }

  all(): WebhookObservation[] {
    return [...this.#byEventId.values()];
  }

  accepted({ eventId }: GeneratedWebhook, requestId: string): void {
    const observation = this.#byEventId.get(eventId);
    if (observation === undefined) return;
    observation.acceptedAtMs ??= Date.now();
    this.#byRequestId.set(requestId, observation);
  }

  applied(operation: Operation, { workspace, kind }: AppliedIn): void {
    if (operation.action !== 'event') return;
    const eventId = String(operation.attributes?.['event_id']);
    const observation = this.#byEventId.get(eventId);
    if (observation === undefined) {
      this.unknownEvents.push(eventId);
      return;
    }
    observation.lastSentAtMs = Date.now();
    if (kind === 'stored') observation.stored.push({ workspace, name: operation.name, atMs: Date.now() });
  }

  /** Reads a log line of a function. */
  logged(line: string): void {
    const fields = toObject(line) ?? {};
    const observation = this.#byEventId.get(String(fields['event_id']));
    if (observation === undefined) return;
    if (fields['message'] === LOG_MESSAGES.delivered) observation.isDelivered = true;
    if (fields['message'] === LOG_MESSAGES.skipped) observation.skippedBecause = String(fields['why']);
  }

  /** Returns the webhook of a message. If its answer was lost, finds it by the id in its body. */
  of({ attributes, body }: QueueMessage): WebhookObservation | undefined {
    const byRequest = this.#byRequestId.get(attributes['request_id'] ?? '');
    if (byRequest !== undefined) return byRequest;
    const text = attributes['encoding'] === 'base64' ? Buffer.from(body, 'base64').toString() : body;
    return this.#byEventId.get(String(toObject(text)?.['event_id']));
  }
}
