import { type Delivery, deliverBatch } from '../../../functions/deliver/deliver-batch.ts';
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

/** Delivers one batch as far as the requests and no further: `deliver` itself says what it would send. */
export async function rehearse(
  webhooks: readonly QueuedWebhook[],
  config: DeliverConfig,
): Promise<Rehearsal> {
  const requests: RehearsedRequest[] = [];
  const deliveries = await deliverBatch(webhooks, config, async (workspace) => async (body) => {
    requests.push({ workspace, body });
    return { kind: 'answer', status: 200, text: '{}' };
  });
  return { deliveries, requests };
}
