import { readAttribute } from './read-attribute.ts';
import type { PurchaselyEvent } from './webhook.ts';

/**
 * The key of an event, the same on every retry: its `event_id`, or where an older configuration sends none, the attributes that
 * together do not change between retries and differ between events. `store_transaction_id` alone identifies neither an event
 * nor a period.
 */
export function eventKey(event: PurchaselyEvent): string {
  if (event.id !== undefined) return event.id;
  const text = (name: string) => readAttribute(event.body, name, 'string');
  const purchase =
    text('purchasely_subscription_id') ??
    text('purchasely_one_time_purchase_id') ??
    text('store_original_transaction_id');
  return JSON.stringify([
    event.environment,
    text('store_app_bundle_id'),
    event.name,
    purchase,
    event.userId ?? event.anonymousUserId,
    event.createdAtMs,
    text('store_transaction_id'),
  ]);
}
