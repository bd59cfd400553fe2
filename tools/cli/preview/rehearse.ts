import { type Delivery, deliverBatch } from '../../../functions/deliver/deliver-batch.ts';
import type { PeopleStore } from '../../../functions/deliver/people/people-store.ts';
import type { QueuedWebhook } from '../../../functions/deliver/queued-webhook.ts';
import type { DeliverConfig, Workspace } from '../../../shared/config/resolved.ts';

/** A request that would be posted. */
export interface RehearsedRequest {
  readonly workspace: Workspace;
  /** JSON, exactly as it would be sent. */
  readonly body: string;
}

export interface Rehearsal {
  readonly deliveries: readonly Delivery[];
  readonly requests: readonly RehearsedRequest[];
}

/**
 * Runs the code of `deliver` for one batch, up to the requests. Sends nothing.
 *
 * @param people store of known people, which the batch updates
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
