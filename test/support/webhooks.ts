import { type PurchaselyEvent, parseWebhook } from '../../shared/purchasely/webhook.ts';

/** Attributes of a webhook; `undefined` leaves one out. */
export type WebhookAttributes = Readonly<Record<string, unknown>>;

/** Creation time of `anEvent`: 2026-04-09T08:16:10.730Z. */
export const CREATED_AT_MS = 1775722570730;
export const CREATED_AT_SECONDS = 1775722570;

/** No more than what every event needs, so that a test shows the attributes it is about. */
const RENEWAL: WebhookAttributes = {
  event_name: 'SUBSCRIPTION_RENEWED',
  event_id: 'a659e841-1be4-4174-a19a-10d551b7c3db',
  event_created_at_ms: CREATED_AT_MS,
  environment: 'PRODUCTION',
  user_id: 'user-1',
};

/** A renewal of `user-1` in production, but for the attributes given. */
export function anEvent(attributes: WebhookAttributes = {}): PurchaselyEvent {
  return eventIn(JSON.stringify({ ...RENEWAL, ...attributes }));
}

/** The event that a body holds; fails the test if it holds none. */
export function eventIn(body: string): PurchaselyEvent {
  const parsed = parseWebhook(body);
  if (parsed.kind !== 'event') throw new Error(`not an event but ${JSON.stringify(parsed)}`);
  return parsed.event;
}
