import { EVENTS, FORMER_EVENT_NAMES, isEventName } from '../../../shared/purchasely/events.ts';

/** Spelled out from Purchasely's documentation. */
const DOCUMENTED = {
  entitlement: ['ACTIVATE', 'DEACTIVATE'],
  lifecycle: [
    'SUBSCRIPTION_STARTED',
    'RETENTION_MESSAGE_REQUESTED',
    'RENEWAL_DISABLED',
    'RENEWAL_ENABLED',
    'SUBSCRIPTION_TERMINATED',
    'FAMILY_SHARED_REVOKED',
    'GRACE_PERIOD_STARTED',
    'GRACE_PERIOD_TERMINATED',
    'SUBSCRIPTION_CANCELLED_DURING_GRACE_PERIOD',
    'SUBSCRIPTION_RECOVERED_FROM_GRACE_PERIOD',
    'ENTERED_BILLING_RETRY',
    'SUBSCRIPTION_RECOVERED_FROM_BILLING_RETRY',
    'SUBSCRIPTION_RENEWED',
    'SUBSCRIPTION_DEFERRED',
    'SUBSCRIPTION_REACTIVATED',
    'SUBSCRIPTION_CROSSGRADED',
    'SUBSCRIPTION_DOWNGRADED',
    'SUBSCRIPTION_UPGRADED',
    'SUBSCRIPTION_REFUNDED_REVOKED',
    'SUBSCRIPTION_TRANSFERRED',
    'SUBSCRIPTION_RECEIVED',
    'ONE_TIME_PURCHASE_TRANSFERRED',
    'ONE_TIME_PURCHASE_RECEIVED',
    'SUBSCRIPTION_WILL_PAUSE',
    'SUBSCRIPTION_PAUSED',
    'SUBSCRIPTION_UNPAUSED',
    'SUBSCRIPTION_CANCELLED_DURING_PAUSE',
    'SUBSCRIPTION_WILL_NOT_PAUSE',
    'INSTALLMENT_PAID',
    'INSTALLMENT_REFUNDED',
  ],
  offer: [
    'TRIAL_STARTED',
    'TRIAL_CONVERTED',
    'TRIAL_NOT_CONVERTED',
    'INTRO_OFFER_STARTED',
    'INTRO_OFFER_CONVERTED',
    'INTRO_OFFER_NOT_CONVERTED',
    'PROMO_CODE_STARTED',
    'PROMO_CODE_CONVERTED',
    'PROMO_CODE_NOT_CONVERTED',
    'PROMOTIONAL_OFFER_STARTED',
    'PROMOTIONAL_OFFER_CONVERTED',
    'PROMOTIONAL_OFFER_NOT_CONVERTED',
  ],
  transaction: ['TRANSACTION_PROCESSED'],
};

test.each(Object.entries(DOCUMENTED))('knows every %s event and no other', (family, names) => {
  const known = Object.entries(EVENTS).filter(([, event]) => event.family === family);

  expect(known.map(([name]) => name).sort()).toEqual([...names].sort());
});

test('knows 45 events', () => {
  expect(Object.keys(EVENTS)).toHaveLength(45);
});

test('takes neither a former name nor the name of a method for an event', () => {
  expect(Object.keys(FORMER_EVENT_NAMES).filter(isEventName)).toEqual([]);
  expect(['toString', '__proto__', 'trial_started', ''].filter(isEventName)).toEqual([]);
});
