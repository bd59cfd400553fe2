import fc from 'fast-check';
import { PROPERTY_NAMES } from '../../../shared/purchasely/properties.ts';
import type { PurchaselyEvent } from '../../../shared/purchasely/webhook.ts';
import { aConnection, personAfter, propertiesSet, sentIdentify, switchedOn } from '../../support/mapping.ts';
import { readSample } from '../../support/samples.ts';
import { anEvent, CREATED_AT_MS, eventIn, type WebhookAttributes } from '../../support/webhooks.ts';

describe('the status of a subscription', () => {
  const flags = [
    'subscription_status',
    'has_active_subscription',
    'is_auto_renewing',
    'is_in_grace_period',
    'is_in_billing_retry',
    'is_in_trial',
  ] as const;

  test.each([
    { status: 'AUTO_RENEWING', active: true, renewing: true, grace: false, retry: false },
    { status: 'AUTO_RENEWING_CANCELED', active: true, renewing: false, grace: false, retry: false },
    { status: 'AUTO_RENEWING_CANCELLED', active: true, renewing: false, grace: false, retry: false },
    { status: 'IN_GRACE_PERIOD', active: true, renewing: false, grace: true, retry: false },
    { status: 'ON_HOLD', active: false, renewing: false, grace: false, retry: true },
    { status: 'PAUSED', active: false, renewing: false, grace: false, retry: false },
    { status: 'DEACTIVATED', active: false, renewing: false, grace: false, retry: false },
    { status: 'REVOKED', active: false, renewing: false, grace: false, retry: false },
    { status: 'UNPAID', active: false, renewing: false, grace: false, retry: false },
  ])('$status says how the subscription stands', ({ status, active, renewing, grace, retry }) => {
    expect(propertiesSet({ subscription_status: status, offer_type: 'FREE_TRIAL' }, ...flags)).toEqual({
      subscription_status: status,
      has_active_subscription: active,
      is_auto_renewing: renewing,
      is_in_grace_period: grace,
      is_in_billing_retry: retry,
      is_in_trial: active,
    });
  });

  test('that nobody knows yet is passed on, and nothing is guessed from it', () => {
    expect(propertiesSet({ subscription_status: 'FROZEN', offer_type: 'FREE_TRIAL' }, ...flags)).toEqual({
      subscription_status: 'FROZEN',
    });
  });

  test.each([undefined, null, ''])('%p leaves it to the event, and a new event is no guess', (status) => {
    const body = { subscription_status: status, offer_type: 'FREE_TRIAL' };

    expect(propertiesSet({ ...body, event_name: 'RENEWAL_DISABLED' }, ...flags)).toEqual({
      has_active_subscription: true,
      is_auto_renewing: false,
      is_in_grace_period: false,
      is_in_billing_retry: false,
      is_in_trial: true,
    });
    expect(propertiesSet({ ...body, event_name: 'A_NEW_EVENT', plan: 'MONTHLY' }, ...flags)).toEqual({});
  });

  test.each([undefined, 'AUTO_RENEWING', 'AUTO_RENEWING_CANCELED', 'IN_GRACE_PERIOD', 'FROZEN'])(
    'is DEACTIVATED for the old owner of a transfer, although the webhook shows %p',
    (subscription_status) => {
      const transferred = {
        event_name: 'SUBSCRIPTION_TRANSFERRED',
        subscription_status,
        offer_type: 'FREE_TRIAL',
      };

      expect(propertiesSet(transferred, ...flags)).toEqual({
        subscription_status: 'DEACTIVATED',
        has_active_subscription: false,
        is_auto_renewing: false,
        is_in_grace_period: false,
        is_in_billing_retry: false,
        is_in_trial: false,
      });
    },
  );

  test('keeps its own reason on a transfer of what has ended already', () => {
    const transferred = { event_name: 'SUBSCRIPTION_TRANSFERRED', subscription_status: 'REVOKED' };

    expect(propertiesSet(transferred, 'subscription_status')).toEqual({ subscription_status: 'REVOKED' });
  });

  test('is what the webhook says for the new owner', () => {
    const received = { event_name: 'SUBSCRIPTION_RECEIVED', subscription_status: 'AUTO_RENEWING' };

    expect(propertiesSet(received, 'subscription_status', 'has_active_subscription')).toEqual({
      subscription_status: 'AUTO_RENEWING',
      has_active_subscription: true,
    });
  });
});

describe('the offer of a subscription', () => {
  const flags = ['is_in_trial', 'is_in_intro_offer', 'is_promo_code'] as const;

  test.each([
    { offer: 'NONE', trial: false, intro: false, promo: false },
    { offer: 'FREE_TRIAL', trial: true, intro: false, promo: false },
    { offer: 'INTRO_OFFER', trial: false, intro: true, promo: false },
    { offer: 'PROMO_CODE', trial: false, intro: false, promo: true },
    { offer: 'PROMOTIONAL_OFFER', trial: false, intro: false, promo: false },
    { offer: 'LOYALTY_OFFER', trial: false, intro: false, promo: false },
  ])('$offer sets the flags of the offers while the subscription is active', ({ offer, ...is }) => {
    expect(propertiesSet({ subscription_status: 'AUTO_RENEWING', offer_type: offer }, ...flags)).toEqual({
      is_in_trial: is.trial,
      is_in_intro_offer: is.intro,
      is_promo_code: is.promo,
    });
  });

  test.each(['FREE_TRIAL', 'INTRO_OFFER', 'PROMO_CODE', undefined])(
    'no longer runs once the subscription is over, whatever offer was the last (%p)',
    (offer_type) => {
      expect(propertiesSet({ subscription_status: 'DEACTIVATED', offer_type }, ...flags)).toEqual({
        is_in_trial: false,
        is_in_intro_offer: false,
        is_promo_code: false,
      });
    },
  );

  test.each([undefined, null, ''])('%p says nothing while the subscription is active', (offer_type) => {
    expect(propertiesSet({ subscription_status: 'AUTO_RENEWING', offer_type }, ...flags)).toEqual({});
  });

  const details = [
    'trial_ends_at',
    'offer_identifier',
    'offer_code_ref_name',
    'promotional_offer_id',
  ] as const;
  const everyDetail = {
    effective_next_renewal_at: '2026-03-09T08:15:30.000Z',
    offer_identifier: 'SPRING26',
    offer_code_ref_name: 'spring_press',
    promotional_offer_id: 'winback-50',
  };

  test.each([
    { offer: 'NONE', ends: '', identifier: '', code: '', promotional: '' },
    { offer: 'FREE_TRIAL', ends: 1773044130, identifier: '', code: '', promotional: '' },
    { offer: 'INTRO_OFFER', ends: '', identifier: '', code: '', promotional: '' },
    { offer: 'PROMO_CODE', ends: '', identifier: 'SPRING26', code: 'spring_press', promotional: '' },
    { offer: 'PROMOTIONAL_OFFER', ends: '', identifier: 'SPRING26', code: '', promotional: 'winback-50' },
  ])('$offer keeps its own details and clears those of others', ({ offer, ...expected }) => {
    expect(propertiesSet({ ...everyDetail, offer_type: offer }, ...details)).toEqual({
      trial_ends_at: expected.ends,
      offer_identifier: expected.identifier,
      offer_code_ref_name: expected.code,
      promotional_offer_id: expected.promotional,
    });
  });

  test('leaves the details alone where the webhook does not name the offer', () => {
    expect(propertiesSet({ ...everyDetail, offer_type: undefined }, ...details)).toEqual({});
  });

  test.each([
    { offer: 'FREE_TRIAL', kept: 'trial_ends_at' },
    { offer: 'PROMO_CODE', kept: 'offer_identifier' },
    { offer: 'PROMO_CODE', kept: 'offer_code_ref_name' },
    { offer: 'PROMOTIONAL_OFFER', kept: 'promotional_offer_id' },
  ] as const)(
    'leaves $kept alone while $offer runs and the webhook does not repeat it',
    ({ offer, kept }) => {
      expect(propertiesSet({ offer_type: offer }, kept)).toEqual({});
    },
  );
});

describe('the periodicity of a plan', () => {
  const set = (plan: unknown) =>
    sentIdentify(
      { plan },
      { userProperties: { plan_periodicity: true }, planPeriodicity: { MONTHLY: 'P1M', YEARLY: 'P1Y' } },
    ).attributes;

  test.each([
    { plan: 'MONTHLY', properties: { plan_periodicity: 'P1M' } },
    { plan: 'YEARLY', properties: { plan_periodicity: 'P1Y' } },
    { plan: 'WEEKLY', properties: { plan_periodicity: '' } },
    { plan: 'toString', properties: { plan_periodicity: '' } },
    { plan: undefined, properties: {} },
  ])('of $plan sets $properties', ({ plan, properties }) => {
    expect(set(plan)).toEqual(properties);
  });
});

test('a subscription starts with its original purchase', () => {
  const dates = {
    original_purchased_at: '2026-03-02T08:15:30.000Z',
    purchased_at: '2026-04-09T08:15:30.000Z',
  };

  expect(propertiesSet(dates, 'subscription_started_at')).toEqual({ subscription_started_at: 1772439330 });
});

describe('what no longer applies is taken from the person', () => {
  const everything = aConnection({ userProperties: switchedOn(PROPERTY_NAMES) });
  const renewing = { subscription_status: 'AUTO_RENEWING', offer_type: 'NONE' };

  test.each<{ what: string; before: WebhookAttributes; after: WebhookAttributes; gone: string[] }>([
    {
      what: 'the end of the grace period after the payment',
      before: {
        event_name: 'GRACE_PERIOD_STARTED',
        subscription_status: 'IN_GRACE_PERIOD',
        grace_period_expires_at: '2026-05-25T08:15:30.000Z',
      },
      after: { event_name: 'SUBSCRIPTION_RECOVERED_FROM_GRACE_PERIOD', ...renewing },
      gone: ['grace_period_expires_at'],
    },
    {
      what: 'the end of the pause after resuming',
      before: {
        event_name: 'SUBSCRIPTION_PAUSED',
        subscription_status: 'PAUSED',
        auto_resume_at: '2026-08-01T06:30:50.000Z',
      },
      after: { event_name: 'SUBSCRIPTION_UNPAUSED', ...renewing },
      gone: ['auto_resume_at'],
    },
    {
      what: 'the end of the extra time after a renewal',
      before: { event_name: 'SUBSCRIPTION_DEFERRED', defer_end_at: '2026-08-01T06:30:50.000Z' },
      after: { event_name: 'SUBSCRIPTION_RENEWED', ...renewing },
      gone: ['defer_end_at'],
    },
    {
      what: 'the end of the trial after the first payment',
      before: {
        event_name: 'TRIAL_STARTED',
        offer_type: 'FREE_TRIAL',
        effective_next_renewal_at: '2026-03-09T08:15:30.000Z',
      },
      after: { event_name: 'TRIAL_CONVERTED', ...renewing, previous_offer_type: 'FREE_TRIAL' },
      gone: ['trial_ends_at'],
    },
    {
      what: 'the promo code after the first payment',
      before: {
        event_name: 'PROMO_CODE_STARTED',
        offer_type: 'PROMO_CODE',
        offer_identifier: 'SPRING26',
        offer_code_ref_name: 'spring_press',
      },
      after: { event_name: 'PROMO_CODE_CONVERTED', ...renewing, previous_offer_type: 'PROMO_CODE' },
      gone: ['offer_identifier', 'offer_code_ref_name'],
    },
    {
      what: 'the promotional offer after the first payment',
      before: {
        event_name: 'PROMOTIONAL_OFFER_STARTED',
        offer_type: 'PROMOTIONAL_OFFER',
        offer_identifier: 'winback-50',
        promotional_offer_id: 'winback-50',
      },
      after: { event_name: 'PROMOTIONAL_OFFER_CONVERTED', ...renewing },
      gone: ['offer_identifier', 'promotional_offer_id'],
    },
  ])('$what', ({ before, after, gone }) => {
    const person = personAfter([anEvent(before)], everything);
    const later = anEvent({ ...after, event_created_at_ms: CREATED_AT_MS + 1, event_id: 'later' });
    const laterPerson = personAfter([anEvent(before), later], everything);

    expect(Object.keys(person)).toEqual(expect.arrayContaining(gone));
    expect(Object.keys(laterPerson).filter((name) => gone.includes(name))).toEqual([]);
  });
});

describe('events of one millisecond leave the same person in whatever order they come', () => {
  const connection = aConnection({
    events: { unlisted: true },
    userProperties: switchedOn(PROPERTY_NAMES),
    planPeriodicity: { CINEMA_PLUS_MONTHLY: 'P1M' },
  });
  const sample = (file: string) => eventIn(readSample(file));
  const monthly = { plan: 'CINEMA_PLUS_MONTHLY', effective_next_renewal_at: '2026-06-20T11:11:12.000Z' };
  const promoCode = { ...monthly, subscription_status: 'AUTO_RENEWING', offer_type: 'PROMO_CODE' };
  const winBack = { ...monthly, subscription_status: 'AUTO_RENEWING', offer_type: 'PROMOTIONAL_OFFER' };
  const paying = { ...monthly, subscription_status: 'AUTO_RENEWING', offer_type: 'NONE' };
  const lapsed = { ...monthly, subscription_status: 'DEACTIVATED', offer_type: 'FREE_TRIAL' };

  test.each<{ what: string; events: PurchaselyEvent[] }>([
    {
      what: 'a trial starts',
      events: [
        sample('activate-trial.json'),
        sample('subscription-started-trial.json'),
        sample('trial-started.json'),
      ],
    },
    {
      what: 'a subscription renews',
      events: [
        sample('activate-renewal.json'),
        sample('subscription-renewed.json'),
        sample('transaction-processed-renewal.json'),
      ],
    },
    {
      what: 'a subscription ends',
      events: [sample('deactivate-terminated.json'), sample('subscription-terminated.json')],
    },
    {
      what: 'a promo code is redeemed, and only one of the events names it',
      events: [
        anEvent({ event_name: 'ACTIVATE', ...promoCode }),
        anEvent({ event_name: 'SUBSCRIPTION_STARTED', ...promoCode }),
        anEvent({
          event_name: 'PROMO_CODE_STARTED',
          ...promoCode,
          offer_identifier: 'SPRING26',
          offer_code_ref_name: 'spring_press',
        }),
      ],
    },
    {
      what: 'a promotional offer begins with a renewal, and only one of the events names it',
      events: [
        anEvent({ event_name: 'SUBSCRIPTION_RENEWED', ...winBack }),
        anEvent({
          event_name: 'PROMOTIONAL_OFFER_STARTED',
          ...winBack,
          offer_identifier: 'winback-50',
          promotional_offer_id: 'winback-50',
        }),
      ],
    },
    {
      what: 'a trial converts',
      events: [
        anEvent({ event_name: 'ACTIVATE', ...paying }),
        anEvent({ event_name: 'SUBSCRIPTION_RENEWED', ...paying }),
        anEvent({ event_name: 'TRIAL_CONVERTED', ...paying, previous_offer_type: 'FREE_TRIAL' }),
      ],
    },
    {
      what: 'a trial ends unpaid',
      events: [
        anEvent({ event_name: 'DEACTIVATE', ...lapsed }),
        anEvent({ event_name: 'SUBSCRIPTION_TERMINATED', ...lapsed }),
        anEvent({ event_name: 'TRIAL_NOT_CONVERTED', ...lapsed }),
      ],
    },
    {
      what: 'a plan changes: the old one ends, the new one begins',
      events: [
        anEvent({ event_name: 'DEACTIVATE', ...paying, plan: 'OLD', subscription_status: 'DEACTIVATED' }),
        anEvent({ event_name: 'ACTIVATE', ...paying }),
        anEvent({ event_name: 'SUBSCRIPTION_UPGRADED', ...paying, previous_plan: 'OLD' }),
      ],
    },
  ])('when $what', ({ events }) => {
    const expected = personAfter(events, connection);
    const everyOrder = fc.shuffledSubarray(events, { minLength: events.length });

    expect(expected).toHaveProperty('subscription_status');
    fc.assert(
      fc.property(everyOrder, (order) => {
        expect(personAfter(order, connection)).toEqual(expected);
      }),
    );
  });
});
