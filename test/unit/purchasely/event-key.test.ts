import { eventKey } from '../../../shared/purchasely/event-key.ts';
import { readSample } from '../../support/samples.ts';
import { anEvent, eventIn, type WebhookAttributes } from '../../support/webhooks.ts';

const WITHOUT_ID: WebhookAttributes = {
  event_id: undefined,
  store_app_bundle_id: 'app.example.cinema',
  purchasely_subscription_id: 'subs_1',
  store_transaction_id: 'tx-2',
  store_original_transaction_id: 'tx-1',
};
const keyOf = (attributes: WebhookAttributes) => eventKey(anEvent({ ...WITHOUT_ID, ...attributes }));

test('is the event_id where there is one', () => {
  expect(eventKey(anEvent({ event_id: 'e-1' }))).toBe('e-1');
});

test('is the same on a retry of an event without an id, in whatever order its attributes come', () => {
  const sample: Record<string, unknown> = JSON.parse(readSample('subscription-renewed-minimal.json'));
  const reordered = Object.fromEntries(Object.entries(sample).reverse());

  expect(eventKey(eventIn(JSON.stringify(reordered)))).toBe(eventKey(eventIn(JSON.stringify(sample))));
});

test.each([
  { event_name: 'SUBSCRIPTION_REACTIVATED' },
  { event_created_at_ms: 1775722570731 },
  { environment: 'SANDBOX' },
  { user_id: 'user-2' },
  { user_id: undefined, anonymous_user_id: 'device-1' },
  { store_app_bundle_id: 'app.example.music' },
  { purchasely_subscription_id: 'subs_2' },
  { store_transaction_id: 'tx-3' },
])('tells apart events without an id that differ in %p', (difference) => {
  expect(keyOf(difference)).not.toBe(keyOf({}));
});

test.each([
  { without: { purchasely_subscription_id: undefined }, by: 'purchasely_one_time_purchase_id' },
  { without: { purchasely_subscription_id: undefined }, by: 'store_original_transaction_id' },
])('tells apart purchases without a subscription id by their $by', ({ without, by }) => {
  expect(keyOf({ ...without, [by]: 'one' })).not.toBe(keyOf({ ...without, [by]: 'another' }));
});

test('does not depend on what may differ between retries', () => {
  expect(keyOf({ placement: 'onboarding', cumulated_revenues_in_eur: 9.99 })).toBe(keyOf({}));
});

test('takes an empty subscription id for a missing one', () => {
  const purchase = (id: string) =>
    keyOf({ purchasely_subscription_id: '', purchasely_one_time_purchase_id: id });

  expect(purchase('otp_a')).not.toBe(purchase('otp_b'));
});

test('is there even if an id of the store is nested too deep to print', () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  const event = eventIn(
    `{"event_name":"X","event_created_at_ms":1775722570730,"store_transaction_id":${deep}}`,
  );

  expect(eventKey(event)).toContain('1775722570730');
});
