import { purchaseKindOf } from '../../../shared/purchasely/purchase-kind.ts';
import { anEvent } from '../../support/webhooks.ts';

const subscription = { purchase_type: 'RENEWING_SUBSCRIPTION' };
const consumable = { purchase_type: 'CONSUMABLE' };
const lifetime = { purchase_type: 'NON_CONSUMABLE' };

test.each([
  { name: 'SUBSCRIPTION_STARTED', body: subscription, kind: 'subscription' },
  { name: 'TRIAL_STARTED', body: subscription, kind: 'subscription' },
  { name: 'SUBSCRIPTION_TRANSFERRED', body: {}, kind: 'subscription' },
  { name: 'A_NEW_EVENT', body: subscription, kind: 'subscription' },
  { name: 'A_NEW_EVENT', body: {}, kind: 'subscription' },
  { name: 'toString', body: {}, kind: 'subscription' },

  { name: 'ACTIVATE', body: subscription, kind: 'echo' },
  { name: 'ACTIVATE', body: { purchase_type: 'NON_RENEWING_SUBSCRIPTION' }, kind: 'echo' },
  { name: 'DEACTIVATE', body: subscription, kind: 'echo' },
  { name: 'TRANSACTION_PROCESSED', body: subscription, kind: 'transaction' },
  { name: 'ACTIVATE', body: {}, kind: 'echo' },
  { name: 'DEACTIVATE', body: { purchasely_subscription_id: 'subs_1' }, kind: 'echo' },

  { name: 'ACTIVATE', body: consumable, kind: 'one-time-purchase-gained' },
  { name: 'ACTIVATE', body: lifetime, kind: 'one-time-purchase-gained' },
  { name: 'ONE_TIME_PURCHASE_RECEIVED', body: lifetime, kind: 'one-time-purchase-gained' },
  { name: 'ONE_TIME_PURCHASE_RECEIVED', body: {}, kind: 'one-time-purchase-gained' },
  { name: 'A_NEW_EVENT', body: consumable, kind: 'one-time-purchase-gained' },

  { name: 'DEACTIVATE', body: consumable, kind: 'one-time-purchase-lost' },
  { name: 'DEACTIVATE', body: lifetime, kind: 'one-time-purchase-lost' },
  { name: 'ONE_TIME_PURCHASE_TRANSFERRED', body: lifetime, kind: 'one-time-purchase-lost' },
])('$name with $body is: $kind', ({ name, body, kind }) => {
  expect(purchaseKindOf(anEvent({ event_name: name, ...body }))).toBe(kind);
});

test.each([undefined, null, ''])(
  'tells a one-time purchase by its id where purchase_type is %p',
  (purchase_type) => {
    const purchase = { event_name: 'ACTIVATE', purchase_type, purchasely_one_time_purchase_id: 'otp_1' };

    expect(purchaseKindOf(anEvent(purchase))).toBe('one-time-purchase-gained');
    expect(purchaseKindOf(anEvent({ ...purchase, purchasely_subscription_id: 'subs_1' }))).toBe('echo');
  },
);
