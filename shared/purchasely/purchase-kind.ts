import { EVENTS, type EventFamily, isEventName } from './events.ts';
import type { PurchaselyEvent } from './webhook.ts';

/**
 * Kinds of events:
 * - `subscription`: a lifecycle or offer event. An unknown event counts as one, as new events have been so far.
 * - `echo`: `ACTIVATE` and `DEACTIVATE` of a subscription. Mostly a lifecycle event comes beside them, and says more: on a
 *   plan change the two share a millisecond with it and contradict each other. Some changes come only as an echo.
 * - `transaction`: money moved; nothing of the person changes.
 * - `one-time-purchase-gained` and `one-time-purchase-lost`: a consumable or non-consumable.
 */
export type PurchaseKind =
  | 'subscription'
  | 'echo'
  | 'transaction'
  | 'one-time-purchase-gained'
  | 'one-time-purchase-lost';

const KIND_OF_FAMILY: Readonly<Record<EventFamily, PurchaseKind>> = {
  lifecycle: 'subscription',
  offer: 'subscription',
  entitlement: 'echo',
  transaction: 'transaction',
};

const LOST: ReadonlySet<string> = new Set(['DEACTIVATE', 'ONE_TIME_PURCHASE_TRANSFERRED']);
const ONE_TIME_TYPES: ReadonlySet<unknown> = new Set(['CONSUMABLE', 'NON_CONSUMABLE']);

export function purchaseKindOf(event: PurchaselyEvent): PurchaseKind {
  const family = isEventName(event.name) ? EVENTS[event.name].family : 'lifecycle';
  if (family === 'transaction') return 'transaction';
  if (!isOneTimePurchase(event)) return KIND_OF_FAMILY[family];
  return LOST.has(event.name) ? 'one-time-purchase-lost' : 'one-time-purchase-gained';
}

/** Older webhooks have no `purchase_type`: then the id of the purchase decides. */
function isOneTimePurchase({ name, body }: PurchaselyEvent): boolean {
  if (name.startsWith('ONE_TIME_PURCHASE_')) return true;
  const type = body['purchase_type'];
  if (typeof type === 'string' && type !== '') return ONE_TIME_TYPES.has(type);
  return Boolean(body['purchasely_one_time_purchase_id']) && !body['purchasely_subscription_id'];
}
