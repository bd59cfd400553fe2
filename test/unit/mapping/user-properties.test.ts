import { PROPERTY_NAMES } from '../../../shared/purchasely/properties.ts';
import { mapped, operationsOf, propertiesSet, sentIdentify, switchedOn } from '../../support/mapping.ts';
import { CREATED_AT_SECONDS } from '../../support/webhooks.ts';

const everything = switchedOn(PROPERTY_NAMES);

describe('the name of a property', () => {
  test.each([
    { userProperties: { plan: true }, attributes: { plan: 'MONTHLY' } },
    { userProperties: { plan: {} }, attributes: { plan: 'MONTHLY' } },
    { userProperties: { plan: { name: 'Plan' } }, attributes: { Plan: 'MONTHLY' } },
    { userProperties: { prefix: 'purchasely_', plan: true }, attributes: { purchasely_plan: 'MONTHLY' } },
    { userProperties: { prefix: 'purchasely_', plan: { name: 'Plan' } }, attributes: { Plan: 'MONTHLY' } },
    { userProperties: { plan: false }, attributes: {} },
    { userProperties: {}, attributes: {} },
  ])('under $userProperties sets $attributes', ({ userProperties, attributes }) => {
    expect(sentIdentify({ plan: 'MONTHLY' }, { userProperties }).attributes).toEqual(attributes);
  });

  test('goes for clearing too', () => {
    const userProperties = {
      prefix: 'purchasely_',
      trial_ends_at: true,
      auto_resume_at: { name: 'Resumes' },
    };

    expect(sentIdentify({ offer_type: 'NONE' }, { userProperties }).attributes).toEqual({
      purchasely_trial_ends_at: '',
      Resumes: '',
    });
  });
});

test('copies every property that a webhook carries, dates in whole seconds', () => {
  const webhook = {
    anonymous_user_id: 'device-1',
    device_id: 'a4d1c7e2b9f03865',
    store_country: 'FR',
    subscription_status: 'AUTO_RENEWING',
    store: 'APPLE_APP_STORE',
    product: 'CINEMA_PLUS',
    plan: 'MONTHLY',
    previous_plan: 'YEARLY',
    purchase_type: 'RENEWING_SUBSCRIPTION',
    store_product_id: 'app.example.cinema.plus.monthly',
    is_family_shared: false,
    offer_type: 'NONE',
    previous_offer_type: 'FREE_TRIAL',
    content_id: 'movie-42',
    placement: 'onboarding',
    presentation: 'welcome_screen',
    purchased_at: '2026-04-09T08:15:30.000Z',
    original_purchased_at: '2026-03-02T08:15:30.000Z',
    next_renewal_at: '2026-05-09T08:15:30.000Z',
    effective_next_renewal_at: '2026-05-25T08:15:30.000Z',
    grace_period_expires_at: '2026-05-25T08:15:30.000Z',
    defer_end_at: '2026-06-01T00:00:00.000Z',
    auto_resume_at: '2026-08-01T06:30:50.000Z',
    purchasely_subscription_id: 'subs_1',
    store_transaction_id: 'tx-2',
    store_original_transaction_id: 'tx-1',
    cumulated_revenues_in_usd: 19.98,
  };

  expect(sentIdentify(webhook, { userProperties: everything }).attributes).toMatchObject({
    user_id: 'user-1',
    anonymous_user_id: 'device-1',
    device_id: 'a4d1c7e2b9f03865',
    environment: 'PRODUCTION',
    store_country: 'FR',
    last_event: 'SUBSCRIPTION_RENEWED',
    store: 'APPLE_APP_STORE',
    product: 'CINEMA_PLUS',
    plan: 'MONTHLY',
    previous_plan: 'YEARLY',
    purchase_type: 'RENEWING_SUBSCRIPTION',
    store_product_id: 'app.example.cinema.plus.monthly',
    is_family_shared: false,
    offer_type: 'NONE',
    previous_offer_type: 'FREE_TRIAL',
    content_id: 'movie-42',
    placement: 'onboarding',
    presentation: 'welcome_screen',
    purchased_at: 1775722530,
    original_purchased_at: 1772439330,
    next_renewal_at: 1778314530,
    effective_next_renewal_at: 1779696930,
    grace_period_expires_at: 1779696930,
    defer_end_at: 1780272000,
    auto_resume_at: 1785565850,
    purchasely_subscription_id: 'subs_1',
    store_transaction_id: 'tx-2',
    store_original_transaction_id: 'tx-1',
    cumulated_revenue_in_usd: 19.98,
  });
});

/** What is said of somebody who has nothing that is active, owned or over. */
const NOTHING_BOUGHT = {
  has_access: false,
  active_subscription_count: 0,
  active_plans: '',
  owned_products: '',
};
const NOTHING_EXPIRED = {
  has_expired_subscription: false,
  expired_subscription_expired_at: '',
  expired_subscription_status: '',
  expired_subscription_plan: '',
  expired_subscription_offer_type: '',
  expired_subscrption_duration_in_days: '',
};

test('clears what an event of a subscription no longer carries, and leaves the rest alone', () => {
  const webhook = { subscription_status: 'NEW' };

  expect(sentIdentify(webhook, { userProperties: everything }).attributes).toEqual({
    active_subscription_count: 0,
    active_plans: '',
    owned_products: '',
    ...NOTHING_EXPIRED,
    subscription_status: 'NEW',
    user_id: 'user-1',
    environment: 'PRODUCTION',
    last_event: 'SUBSCRIPTION_RENEWED',
    next_renewal_at: '',
    effective_next_renewal_at: '',
    grace_period_expires_at: '',
    defer_end_at: '',
    auto_resume_at: '',
  });
});

test.each([
  { property: 'plan', values: [null, '', true, {}, ['MONTHLY']] },
  { property: 'is_family_shared', values: [null, '', 'false', 0] },
  { property: 'purchased_at', values: [null, '', 'yesterday', '2026-04-09T08:15:30', true] },
] as const)('leaves $property alone where the webhook has no value of its type', ({ property, values }) => {
  for (const value of values) expect(propertiesSet({ [property]: value }, property)).toEqual({});
});

test('reads a date from its milliseconds where there is no text', () => {
  expect(propertiesSet({ purchased_at_ms: 1775722530999 }, 'purchased_at')).toEqual({
    purchased_at: 1775722530,
  });
});

test.each([
  { amount: 19.98, revenue: 19.98 },
  { amount: '19.98', revenue: 19.98 },
])('reads the revenue $amount, be it text', ({ amount, revenue }) => {
  expect(propertiesSet({ cumulated_revenues_in_usd: amount }, 'cumulated_revenue_in_usd')).toEqual({
    cumulated_revenue_in_usd: revenue,
  });
});

describe('a one-time purchase', () => {
  const purchase = {
    purchase_type: 'NON_CONSUMABLE',
    purchasely_one_time_purchase_id: 'otp_1',
    store_country: 'FR',
    plan: 'LIFETIME',
    offer_type: 'NONE',
    subscription_status: 'AUTO_RENEWING',
    anonymous_user_id: undefined,
  };

  test.each(['ACTIVATE', 'ONE_TIME_PURCHASE_RECEIVED'])(
    'gained by %s sets its id and nothing of a subscription',
    (event_name) => {
      expect(sentIdentify({ ...purchase, event_name }, { userProperties: everything }).attributes).toEqual({
        user_id: 'user-1',
        environment: 'PRODUCTION',
        store_country: 'FR',
        last_event: event_name,
        purchasely_one_time_purchase_id: 'otp_1',
        ...NOTHING_BOUGHT,
        has_access: true,
        owned_products: 'LIFETIME',
      });
    },
  );

  test.each(['DEACTIVATE', 'ONE_TIME_PURCHASE_TRANSFERRED'])('lost by %s sets no id', (event_name) => {
    expect(sentIdentify({ ...purchase, event_name }, { userProperties: everything }).attributes).toEqual({
      user_id: 'user-1',
      environment: 'PRODUCTION',
      store_country: 'FR',
      last_event: event_name,
      ...NOTHING_BOUGHT,
    });
  });

  test('updates the person even when its event is off', () => {
    const outcome = mapped(
      { ...purchase, event_name: 'ACTIVATE' },
      { events: {}, userProperties: { purchasely_one_time_purchase_id: true } },
    );

    expect(operationsOf(outcome)).toMatchObject({
      identify: { timestamp: CREATED_AT_SECONDS, attributes: { purchasely_one_time_purchase_id: 'otp_1' } },
    });
  });

  test('has an id that events of a subscription do not touch', () => {
    const attributes = { purchase_type: 'RENEWING_SUBSCRIPTION', purchasely_one_time_purchase_id: 'otp_1' };

    expect(propertiesSet(attributes, 'purchasely_one_time_purchase_id')).toEqual({});
  });
});

describe('a value longer than 1000 bytes', () => {
  test.each([
    { what: 'a character before', given: `${'a'.repeat(996)}😀`, value: `${'a'.repeat(996)}😀`, cut: false },
    { what: 'within an emoji', given: `${'a'.repeat(997)}😀`, value: 'a'.repeat(997), cut: true },
    { what: 'within the last emoji of many', given: '😀'.repeat(251), value: '😀'.repeat(250), cut: true },
    { what: 'half a character, mended', given: 'a\ud83d', value: 'a\ufffd', cut: true },
  ])('is cut on whole characters: $what', ({ given, value, cut }) => {
    const outcome = operationsOf(mapped({ plan: given }, { userProperties: { plan: { name: 'Plan' } } }));

    expect(outcome.identify?.attributes).toEqual({ Plan: value });
    expect(outcome.adjustments).toEqual(cut ? [{ field: 'plan', what: 'value cut' }] : []);
  });
});

test('are as many as fit into 32,000 bytes, the claim of earlier events among them', () => {
  const quotes = Object.fromEntries(PROPERTY_NAMES.map((name) => [name, '"'.repeat(1000)]));
  const webhook = { ...quotes, user_id: 'user-1', environment: 'PRODUCTION', anonymous_user_id: 'device-1' };

  const { identify, adjustments } = operationsOf(mapped(webhook, { userProperties: everything }));

  expect(Buffer.byteLength(JSON.stringify(identify))).toBeLessThanOrEqual(32_000);
  expect(Object.keys(identify?.attributes ?? {}).length).toBeGreaterThan(15);
  expect(identify?.attributes).toMatchObject({ anonymous_id: 'device-1' });
  expect(adjustments).toContainEqual({ field: 'store_transaction_id', what: 'dropped: no room left' });
});

test('sets no reserved name, whatever the webhook calls its attributes', () => {
  const reserved = {
    id: 'x',
    email: 'x@example.com',
    cio_id: 'x',
    anonymous_id: 'x',
    created_at: '2026-04-09T08:15:30.000Z',
    unsubscribed: true,
    _update: true,
    _timestamp: 1,
    cio_subscription_preferences: { topics: { topic_1: false } },
  };

  expect(sentIdentify(reserved, { userProperties: everything }).attributes).toEqual(
    sentIdentify({}, { userProperties: everything }).attributes,
  );
});
