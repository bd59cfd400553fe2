import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import { toObject } from '../../../shared/purchasely/to-object.ts';
import type { BackendDelivery } from '../../local/backend.ts';
import type { QueueMessage } from '../../local/local-stack.ts';
import type { WebhookObservation } from './observations.ts';

/** Follows webhooks to their other destinations: the backend, and as copies a queue. Their bodies identify them. */
export class Destinations {
  /** Deliveries to the backend without a valid signature. */
  forged = 0;
  readonly #connections: ResolvedConfig['connections'];
  readonly #taken = new Set<string>();
  readonly #copied = new Set<string>();

  constructor({ connections }: ResolvedConfig) {
    this.#connections = connections;
  }

  /** Records a delivery to the backend. */
  delivered({ isGenuine, request, body }: BackendDelivery): void {
    if (!isGenuine) this.forged += 1;
    if (request.status === 200) this.#taken.add(body.toString());
  }

  /** Records messages of the queue for copies. */
  copied(messages: readonly QueueMessage[]): void {
    for (const { body, attributes } of messages) {
      this.#copied.add(attributes['encoding'] === 'base64' ? Buffer.from(body, 'base64').toString() : body);
    }
  }

  /** Returns a case for each webhook that was answered 200 and that a destination does not have. */
  lost(observations: readonly WebhookObservation[]): string[] {
    return observations
      .filter(({ acceptedAtMs }) => acceptedAtMs !== undefined)
      .flatMap(({ webhook: { connection, body, eventId } }) => {
        const { relay, copies } = this.#connections[connection] ?? { relay: null, copies: [] };
        const name = String(toObject(body)?.['event_name']);
        const goesOn = relay !== null && (relay.events === 'all' || relay.events.includes(name));
        return [
          ...(goesOn && !this.#taken.has(body) ? [`${eventId}: not at the backend`] : []),
          ...(copies.length > 0 && !this.#copied.has(body) ? [`${eventId}: no copy`] : []),
        ];
      });
  }
}
