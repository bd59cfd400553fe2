import { type Delivery, deliverBatch } from '../../../functions/deliver/deliver-batch.ts';
import type { PeopleStore } from '../../../functions/deliver/people/people-store.ts';
import type { QueuedWebhook } from '../../../functions/deliver/queued-webhook.ts';
import type { DeliverConfig, Workspace } from '../../../shared/config/resolved.ts';

/** A request that would be posted. */
export interface RehearsedRequest {
  readonly workspace: Workspace;
  /** JSON, byte for byte. */
  readonly body: string;
}

export interface Rehearsal {
  readonly deliveries: readonly Delivery[];
  readonly requests: readonly RehearsedRequest[];
}

/**
 * Delivers one batch as far as the requests and no further: `deliver` itself says what it would send.
 *
 * @param people who is known; what the batch says is written there
 */
export async function rehearse(
  webhooks: readonly QueuedWebhook[],
  config: DeliverConfig,
  people: PeopleStore,
): Promise<Rehearsal> {
  const requests: RehearsedRequest[] = [];
  const deliveries = await deliverBatch(webhooks, {
    config,
    people,
    onResent: () => {},
    postTo: async (workspace) => async (body) => {
      requests.push({ workspace, body });
      return { kind: 'answer', status: 200, text: '{}' };
    },
  });
  return { deliveries, requests };
}
