import type { ConnectionConfig, EventAttributesConfig } from '../../../shared/config/define-config.ts';
import { mapEvent } from '../../../shared/mapping/map-event.ts';
import { aConnection, mapped, operationsOf, sentEvent } from '../../support/mapping.ts';
import {
  anEvent,
  CREATED_AT_MS,
  CREATED_AT_SECONDS,
  eventIn,
  type WebhookAttributes,
} from '../../support/webhooks.ts';

/** What `anEvent` carries of its own. */
const ENVELOPE = {
  event_name: 'SUBSCRIPTION_RENEWED',
  event_id: 'a659e841-1be4-4174-a19a-10d551b7c3db',
  event_created_at: CREATED_AT_SECONDS,
  environment: 'PRODUCTION',
  user_id: 'user-1',
};

function carried(attributes: WebhookAttributes, config: Partial<ConnectionConfig> = {}) {
  return sentEvent(attributes, config).attributes;
}

function adjustmentsFor(attributes: WebhookAttributes, config: Partial<ConnectionConfig> = {}) {
  return operationsOf(mapped(attributes, { events: { unlisted: true }, ...config })).adjustments;
}

test('carries every attribute of the webhook, known or not', () => {
  const webhook = {
    api_version: 3,
    plan: 'MONTHLY',
    is_family_shared: false,
    plan_price_in_eur: 0,
    loyalty: 'gold',
  };

  expect(carried(webhook)).toEqual({ ...ENVELOPE, ...webhook });
});

test.each([null, '', undefined])('leaves out an attribute that is %p', (plan) => {
  expect(carried({ plan })).toEqual(ENVELOPE);
});

describe('a date', () => {
  test.each([
    { what: 'and its twin', dates: { ends_at: '2026-05-25T08:15:30.999Z', ends_at_ms: 1779696930999 } },
    { what: 'alone', dates: { ends_at: '2026-05-25T08:15:30.999Z' } },
    { what: 'only in milliseconds', dates: { ends_at_ms: 1779696930999 } },
    { what: 'in milliseconds beside null', dates: { ends_at: null, ends_at_ms: 1779696930999 } },
    {
      what: 'with a twin that is no number',
      dates: { ends_at: '2026-05-25T08:15:30.999Z', ends_at_ms: 'soon' },
    },
  ])('$what is sent in whole seconds, once', ({ dates }) => {
    expect(carried(dates)).toEqual({ ...ENVELOPE, ends_at: 1779696930 });
    expect(adjustmentsFor(dates)).toEqual([]);
  });

  test.each(['yesterday', '2026-05-25T08:15:30', '2026-13-01T00:00:00Z'])(
    'that nobody can read is sent as it came: %s',
    (ends_at) => {
      expect(carried({ ends_at })).toEqual({ ...ENVELOPE, ends_at });
      expect(adjustmentsFor({ ends_at })).toEqual([
        { field: 'ends_at', what: 'sent as it came: not a date' },
      ]);
    },
  );

  test('of milliseconds that are none is left out', () => {
    expect(carried({ ends_at_ms: 'soon' })).toEqual(ENVELOPE);
    expect(adjustmentsFor({ ends_at_ms: 'soon' })).toEqual([
      { field: 'ends_at_ms', what: 'ignored: not of the expected type' },
    ]);
  });

  test('is not made of milliseconds whose name does not say so', () => {
    expect(carried({ duration_ms: 1500 })).toEqual({ ...ENVELOPE, duration_ms: 1500 });
  });
});

describe('an amount', () => {
  test.each([
    'plan_price_in_eur',
    'full_plan_price_in_gbp',
    'amount_in_usd',
    'amount_in_customer_currency',
    'cumulated_revenues_in_chf',
  ])('%s is a number even if the webhook has it as text', (name) => {
    expect(carried({ [name]: '-9.99' })).toEqual({ ...ENVELOPE, [name]: -9.99 });
    expect(carried({ [name]: -9.99 })).toEqual({ ...ENVELOPE, [name]: -9.99 });
  });

  test.each([
    { name: 'amount_in_usd', text: 'free' },
    { name: 'amount_in_points', text: '9.99' },
    { name: 'store_transaction_id', text: '2000000700000303' },
  ])('is not made of $text in $name', ({ name, text }) => {
    expect(carried({ [name]: text })).toEqual({ ...ENVELOPE, [name]: text });
  });
});

describe('an object', () => {
  const attribution = { utm_source: 'newsletter', utm_medium: 'email', utm_content: null };

  test('becomes one attribute a key', () => {
    expect(carried({ attribution })).toEqual({
      ...ENVELOPE,
      attribution_utm_source: 'newsletter',
      attribution_utm_medium: 'email',
    });
  });

  test.each([
    { what: 'a list', body: { tags: ['a', 'b'] }, sent: { tags: '["a","b"]' } },
    {
      what: 'an object within an object',
      body: { a: { b: { c: [1] }, d: true } },
      sent: { a_b: '{"c":[1]}', a_d: true },
    },
    { what: 'an empty object', body: { a: {} }, sent: {} },
    {
      what: 'a date within an object',
      body: { a: { b_at: '2026-05-25T08:15:30Z' } },
      sent: { a_b_at: 1779696930 },
    },
  ])('or list deeper than Customer.io has attributes is sent as JSON: $what', ({ body, sent }) => {
    expect(carried(body)).toEqual({ ...ENVELOPE, ...sent });
  });
});

describe('the choice of attributes', () => {
  const webhook = {
    plan: 'MONTHLY',
    purchased_at: '2026-04-09T08:15:30.000Z',
    purchased_at_ms: 1775722530000,
    attribution: { utm_source: 'newsletter', utm_medium: 'email' },
  };
  const none = Object.keys(ENVELOPE);

  test.each<{ choice: EventAttributesConfig; sent: object }>([
    { choice: { include: ['plan'] }, sent: { plan: 'MONTHLY' } },
    { choice: { include: ['purchased_at'] }, sent: { purchased_at: 1775722530 } },
    { choice: { include: ['attribution_utm_source'] }, sent: { attribution_utm_source: 'newsletter' } },
    {
      choice: { include: ['attribution'] },
      sent: { attribution_utm_source: 'newsletter', attribution_utm_medium: 'email' },
    },
    {
      choice: { include: ['attribution', 'plan'], exclude: ['attribution_utm_medium'] },
      sent: { attribution_utm_source: 'newsletter', plan: 'MONTHLY' },
    },
    { choice: { include: [] }, sent: {} },
    { choice: { exclude: [...none, 'attribution', 'purchased_at'] }, sent: { plan: 'MONTHLY' } },
    {
      choice: { exclude: [...none, 'attribution_utm_source', 'purchased_at', 'plan'] },
      sent: { attribution_utm_medium: 'email' },
    },
    { choice: { include: ['plan'], rename: { plan: 'Plan' } }, sent: { Plan: 'MONTHLY' } },
    {
      choice: { include: ['attribution_utm_source'], rename: { attribution_utm_source: 'source' } },
      sent: { source: 'newsletter' },
    },
    {
      choice: { include: ['purchased_at'], rename: { purchased_at: 'bought_at' } },
      sent: { bought_at: 1775722530 },
    },
    { choice: { include: ['plan'], exclude: ['plan'] }, sent: {} },
  ])('$choice sends $sent', ({ choice, sent }) => {
    expect(carried(webhook, { eventAttributes: choice })).toEqual(sent);
  });

  test('says nothing about the properties of the person', () => {
    const outcome = operationsOf(
      mapped(webhook, {
        events: { unlisted: true },
        eventAttributes: { exclude: ['plan'] },
        userProperties: { plan: true },
      }),
    );

    expect(outcome.identify?.attributes).toEqual({ plan: 'MONTHLY' });
  });
});

describe('the properties that no webhook carries', () => {
  const trial = {
    subscription_status: 'AUTO_RENEWING',
    offer_type: 'FREE_TRIAL',
    plan: 'MONTHLY',
    effective_next_renewal_at: '2026-03-09T08:15:30.000Z',
  };
  const sentTrial = { ...ENVELOPE, ...trial, effective_next_renewal_at: 1773044130 };
  const planPeriodicity = { MONTHLY: 'P1M' };

  test('ride on the event too, for Customer.io may process it first', () => {
    const userProperties = {
      has_active_subscription: true,
      is_in_trial: true,
      trial_ends_at: true,
      plan_periodicity: true,
    };

    expect(carried(trial, { userProperties, planPeriodicity })).toEqual({
      ...sentTrial,
      has_active_subscription: true,
      is_in_trial: true,
      trial_ends_at: 1773044130,
      plan_periodicity: 'P1M',
    });
  });

  test('have the names they have on the person', () => {
    const userProperties = {
      prefix: 'purchasely_',
      is_in_trial: true,
      trial_ends_at: { name: 'Trial ends' },
    };

    expect(carried(trial, { userProperties })).toEqual({
      ...sentTrial,
      purchasely_is_in_trial: true,
      'Trial ends': 1773044130,
    });
  });

  test('ride on events of owners who are not persons yet', () => {
    const anonymous = { ...trial, user_id: undefined, anonymous_user_id: 'device-1' };

    expect(carried(anonymous, { userProperties: { is_in_trial: true } })).toMatchObject({
      is_in_trial: true,
    });
  });

  test('stay away if they are cleared, copied or the last event', () => {
    const userProperties = {
      auto_resume_at: true,
      plan_periodicity: true,
      plan: { name: 'Plan' },
      last_event: true,
    };

    expect(carried(trial, { userProperties, planPeriodicity: {} })).toEqual(sentTrial);
  });

  test('never take the place of an attribute of the webhook', () => {
    const userProperties = { is_in_trial: { name: 'plan' }, subscription_status: true };
    const transferred = { ...trial, event_name: 'SUBSCRIPTION_TRANSFERRED' };

    expect(carried(transferred, { userProperties })).toMatchObject({
      plan: 'MONTHLY',
      subscription_status: 'AUTO_RENEWING',
    });
  });

  test.each<{ choice: EventAttributesConfig; rides: boolean }>([
    { choice: {}, rides: true },
    { choice: { exclude: ['is_in_trial'] }, rides: false },
    { choice: { exclude: ['Trial'] }, rides: false },
    { choice: { include: ['is_in_trial'] }, rides: true },
    { choice: { include: ['Trial'] }, rides: true },
    { choice: { include: ['plan'] }, rides: false },
  ])('are chosen like the others: $choice', ({ choice, rides }) => {
    const userProperties = { is_in_trial: { name: 'Trial' } };

    expect('Trial' in carried(trial, { userProperties, eventAttributes: choice })).toBe(rides);
  });
});

describe('what Customer.io would refuse is not sent', () => {
  test.each([
    { what: 'a value cut within an emoji', given: `${'a'.repeat(998)}😀`, sent: 'a'.repeat(998) },
    { what: 'a long list, cut as text', given: ['é'.repeat(600)], sent: `["${'é'.repeat(499)}` },
    { what: 'half a character', given: 'a\udc00b', sent: 'a\ufffdb' },
  ])('but mended: $what', ({ given, sent }) => {
    expect(carried({ note: given })).toEqual({ ...ENVELOPE, note: sent });
    expect(adjustmentsFor({ note: given })).toEqual([{ field: 'note', what: 'value cut' }]);
  });

  test.each([
    { what: 'dropped: reserved name', name: 'recipient', value: 'x@example.com', field: 'recipient' },
    { what: 'dropped: reserved name', name: 'from_address', value: 'x@example.com', field: 'from_address' },
    { what: 'dropped: reserved name', name: 'reply_to', value: 'x@example.com', field: 'reply_to' },
    {
      what: 'dropped: reserved name',
      name: 'from',
      value: { address: 'x@example.com' },
      field: 'from_address',
    },
    { what: 'dropped: not a name Customer.io takes', name: 'é'.repeat(76), value: 1, field: 'é'.repeat(75) },
    { what: 'dropped: not a name Customer.io takes', name: '', value: 1, field: '' },
    { what: 'dropped: not a name Customer.io takes', name: 'a\ud83d', value: 1, field: 'a\ufffd' },
  ])('but $what ($name)', ({ what, name, value, field }) => {
    expect(carried({ [name]: value })).toEqual(ENVELOPE);
    expect(adjustmentsFor({ [name]: value })).toEqual([{ field, what }]);
  });

  test('but dropped: a list nested too deep to be written as text', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const body = JSON.stringify(anEvent().body).replace('{', `{"deep":${deep},`);
    const { event, adjustments } = operationsOf(
      mapEvent(eventIn(body), aConnection({ events: { unlisted: true } }), CREATED_AT_MS),
    );

    expect(event?.attributes).toEqual(ENVELOPE);
    expect(adjustments).toEqual([{ field: 'deep', what: 'dropped: not a value Customer.io has' }]);
  });

  test('which a name of exactly 150 bytes is not', () => {
    const name = 'é'.repeat(75);

    expect(carried({ [name]: 1 })).toEqual({ ...ENVELOPE, [name]: 1 });
  });

  test('but cut to 300 attributes: those of the person stay, the last of the webhook go', () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`extra_${index}`, index]));
    const userProperties = { is_auto_renewing: true };
    const webhook = { subscription_status: 'AUTO_RENEWING', ...many };

    const sent = carried(webhook, { userProperties });

    expect(Object.keys(sent)).toHaveLength(300);
    expect(sent).toMatchObject({ ...ENVELOPE, is_auto_renewing: true, extra_292: 292 });
    expect(adjustmentsFor(webhook, { userProperties })).toEqual(
      [293, 294, 295, 296, 297, 298, 299].map((index) => ({
        field: `extra_${index}`,
        what: 'dropped: too many attributes',
      })),
    );
  });

  test.each([
    { what: 'one huge value', body: { blob: 'x'.repeat(1_048_000) } },
    {
      what: 'hundreds of long values',
      body: Object.fromEntries(
        Array.from({ length: 290 }, (_, index) => [`text_${index}`, '"'.repeat(3600)]),
      ),
    },
    {
      what: 'hundreds of values, none of them long',
      body: Object.fromEntries(Array.from({ length: 290 }, (_, index) => [`text_${index}`, 'x'.repeat(110)])),
    },
    {
      what: 'thousands of short values',
      body: Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`attribute_${index}`, 1])),
    },
    {
      what: 'an object of thousands of keys',
      body: {
        map: Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, '\u0001'])),
      },
    },
  ])('but cut to 32,000 bytes, of a webhook of a megabyte: $what', ({ body }) => {
    const event = sentEvent(body);

    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(32_000);
    expect(event.attributes).toMatchObject(ENVELOPE);
  });
});
