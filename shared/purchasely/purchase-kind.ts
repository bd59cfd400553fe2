import { EVENTS, isEventName } from './events.ts';
import type { PurchaselyEvent } from './webhook.ts';

/**
 * What an event tells about its owner:
 * - `subscription`: the state of a subscription. An event we do not know yet is taken for one, as the new ones have been.
 * - `echo`: `ACTIVATE`, `DEACTIVATE` and `TRANSACTION_PROCESSED` of a subscription. The lifecycle event beside them tells
 *   the state; on a plan change the two entitlement events share a millisecond and contradict each other.
 * - `one-time-purchase-gained` and `one-time-purchase-lost`: a consumable or non-consumable.
 */
export type PurchaseKind = 'subscription' | 'echo' | 'one-time-purchase-gained' | 'one-time-purchase-lost';

const LOST: ReadonlySet<string> = new Set(['DEACTIVATE', 'ONE_TIME_PURCHASE_TRANSFERRED']);
const ONE_TIME_TYPES: ReadonlySet<unknown> = new Set(['CONSUMABLE', 'NON_CONSUMABLE']);
const STATE_FAMILIES: ReadonlySet<string> = new Set(['lifecycle', 'offer']);

export function purchaseKindOf(event: PurchaselyEvent): PurchaseKind {
  if (isOneTimePurchase(event)) {
    return LOST.has(event.name) ? 'one-time-purchase-lost' : 'one-time-purchase-gained';
  }
  if (!isEventName(event.name)) return 'subscription';
  return STATE_FAMILIES.has(EVENTS[event.name].family) ? 'subscription' : 'echo';
}

/** Older webhooks have no `purchase_type`: then the id of the purchase tells. */
function isOneTimePurchase({ name, body }: PurchaselyEvent): boolean {
  if (name.startsWith('ONE_TIME_PURCHASE_')) return true;
  const type = body['purchase_type'];
  if (typeof type === 'string' && type !== '') return ONE_TIME_TYPES.has(type);
  return Boolean(body['purchasely_one_time_purchase_id']) && !body['purchasely_subscription_id'];
}
