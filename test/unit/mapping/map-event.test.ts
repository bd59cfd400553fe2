import type { ConnectionConfig, EventRule, EventsConfig } from '../../../shared/config/define-config.ts';
import { mapEvent } from '../../../shared/mapping/map-event.ts';
import {
  aConnection,
  mapped,
  operationsOf,
  sentEvent,
  sentIdentify,
  switchedOn,
} from '../../support/mapping.ts';
import { readSample } from '../../support/samples.ts';
import {
  anEvent,
  CREATED_AT_MS,
  CREATED_AT_SECONDS,
  eventIn,
  type WebhookAttributes,
} from '../../support/webhooks.ts';

describe('the switch of an event', () => {
  const sentName = (event_name: string, events: EventsConfig) =>
    operationsOf(mapped({ event_name }, { events, userProperties: { last_event: true } })).event?.name;

  test.each<{ event: string; events: EventsConfig; name: string }>([
    { event: 'TRIAL_STARTED', events: { TRIAL_STARTED: true }, name: 'TRIAL_STARTED' },
    { event: 'TRIAL_STARTED', events: { TRIAL_STARTED: {} }, name: 'TRIAL_STARTED' },
    { event: 'TRIAL_STARTED', events: { TRIAL_STARTED: { name: 'Trial begun' } }, name: 'Trial begun' },
    { event: 'TRIAL_STARTED', events: { unlisted: true }, name: 'TRIAL_STARTED' },
    { event: 'A_NEW_EVENT', events: { unlisted: true }, name: 'A_NEW_EVENT' },
    { event: 'toString', events: { unlisted: true }, name: 'toString' },
    { event: 'A_NEW_EVENT', events: { additional: { A_NEW_EVENT: true } }, name: 'A_NEW_EVENT' },
    { event: 'A_NEW_EVENT', events: { additional: { A_NEW_EVENT: { name: 'News' } } }, name: 'News' },
  ])('sends $event as $name under $events', ({ event, events, name }) => {
    expect(sentName(event, events)).toBe(name);
  });

  test.each<{ event: string; events: EventsConfig }>([
    { event: 'TRIAL_STARTED', events: {} },
    { event: 'TRIAL_STARTED', events: { TRIAL_STARTED: false, unlisted: true } },
    { event: 'TRIAL_STARTED', events: { TRIAL_CONVERTED: true } },
    { event: 'A_NEW_EVENT', events: {} },
    { event: 'A_NEW_EVENT', events: { unlisted: true, additional: { A_NEW_EVENT: false } } },
    { event: 'toString', events: {} },
    { event: '__proto__', events: {} },
  ])('does not send $event under $events', ({ event, events }) => {
    expect(sentName(event, events)).toBeUndefined();
  });

  test.each([
    'SUBSCRIPTION_STARTED',
    'SUBSCRIPTION_TERMINATED',
    'SUBSCRIPTION_PAUSED',
    'INSTALLMENT_PAID',
    'TRIAL_STARTED',
    'PROMOTIONAL_OFFER_NOT_CONVERTED',
    'A_NEW_EVENT',
  ])('leaves the properties of the person true when %s is off', (event_name) => {
    const outcome = mapped(
      { event_name, subscription_status: 'PAUSED' },
      { events: {}, userProperties: { subscription_status: true, last_event: true } },
    );

    expect(outcome).toEqual({
      kind: 'operations',
      workspace: expect.anything(),
      identify: {
        type: 'person',
        action: 'identify',
        identifiers: { id: 'user-1' },
        timestamp: CREATED_AT_SECONDS,
        attributes: { subscription_status: 'PAUSED', last_event: event_name },
      },
      adjustments: [],
    });
  });

  test('skips an event that is off and changes no property that is on', () => {
    expect(mapped({}, { events: {}, userProperties: {} })).toEqual({
      kind: 'skipped',
      why: 'event switched off',
    });
  });

  test('sends an identify without attributes beside an event, so that the event finds its person', () => {
    expect(sentIdentify({}, { userProperties: {} }).attributes).toEqual({});
  });
});

describe('the condition of an event', () => {
  const credits = { plan: 'CREDITS', amount_in_eur: 4.99, is_family_shared: false };

  test.each<{ when: EventRule['when']; sent: boolean }>([
    { when: { plan: 'CREDITS' }, sent: true },
    { when: { plan: ['LIFETIME', 'CREDITS'] }, sent: true },
    { when: { plan: ['LIFETIME'] }, sent: false },
    { when: { amount_in_eur: 4.99 }, sent: true },
    { when: { amount_in_eur: '4.99' }, sent: true },
    { when: { is_family_shared: false }, sent: true },
    { when: { is_family_shared: [true] }, sent: false },
    { when: { plan: 'CREDITS', is_family_shared: false }, sent: true },
    { when: { plan: 'CREDITS', is_family_shared: true }, sent: false },
    { when: { placement: 'shop' }, sent: false },
    { when: {}, sent: true },
  ])('$when lets the event through: $sent', ({ when, sent }) => {
    const events = { SUBSCRIPTION_RENEWED: { when }, unlisted: true };
    const outcome = operationsOf(mapped(credits, { events, userProperties: { plan: true } }));

    expect(outcome.event !== undefined).toBe(sent);
    expect(outcome.identify?.attributes).toEqual({ plan: 'CREDITS' });
  });
});

describe('an echo of a subscription', () => {
  const state = {
    subscription_status: 'AUTO_RENEWING',
    plan: 'MONTHLY',
    offer_type: 'NONE',
    store_country: 'FR',
    purchase_type: 'RENEWING_SUBSCRIPTION',
  };

  const userProperties = switchedOn(['subscription_status', 'has_active_subscription', 'last_event']);

  test.each([
    { event_name: 'ACTIVATE', active: true, status: 'AUTO_RENEWING' },
    { event_name: 'DEACTIVATE', active: false, status: 'DEACTIVATED' },
  ])('$event_name counts like any other event', ({ event_name, active, status }) => {
    expect(sentIdentify({ ...state, event_name }, { userProperties }).attributes).toEqual({
      last_event: event_name,
      has_active_subscription: active,
      subscription_status: status,
    });
  });

  test.each([
    { source: 'SUBSCRIPTION_TRANSFERRED', expired: false, status: 'DEACTIVATED' },
    { source: 'SUBSCRIPTION_TERMINATED', expired: true, status: 'DEACTIVATED' },
    { source: 'SUBSCRIPTION_PAUSED', expired: false, status: 'PAUSED' },
    { source: 'ENTERED_BILLING_RETRY', expired: false, status: 'ON_HOLD' },
    { source: 'A_NEW_EVENT', expired: true, status: 'DEACTIVATED' },
  ])('DEACTIVATE because of $source means what that means', ({ source, expired, status }) => {
    const body = { ...state, event_name: 'DEACTIVATE', source_event_name: source };
    const names = ['has_active_subscription', 'has_expired_subscription', 'subscription_status'] as const;

    expect(sentIdentify(body, { userProperties: switchedOn(names) }).attributes).toEqual({
      has_active_subscription: false,
      has_expired_subscription: expired,
      subscription_status: status,
    });
  });

  test('TRANSACTION_PROCESSED changes nothing of the person', () => {
    const transaction = { ...state, event_name: 'TRANSACTION_PROCESSED' };

    expect(sentIdentify(transaction, { userProperties }).attributes).toEqual({});
    expect(mapped(transaction, { events: {}, userProperties })).toEqual({
      kind: 'skipped',
      why: 'event switched off',
    });
  });

  test('ACTIVATE on for one-time purchases only is not sent for a subscription', () => {
    const ACTIVATE = {
      name: 'ONE_TIME_PURCHASED',
      when: { purchase_type: ['CONSUMABLE', 'NON_CONSUMABLE'] },
    };

    expect(mapped({ ...state, event_name: 'ACTIVATE' }, { events: { ACTIVATE } })).toMatchObject({
      kind: 'skipped',
    });
    expect(
      operationsOf(mapped({ event_name: 'ACTIVATE', purchase_type: 'CONSUMABLE' }, { events: { ACTIVATE } }))
        .event,
    ).toMatchObject({ name: 'ONE_TIME_PURCHASED' });
  });
});

describe('the environment', () => {
  const environments = {
    PRODUCTION: { region: 'eu', secretName: 'production' },
    SANDBOX: { region: 'us', secretName: 'sandbox' },
  } as const;

  test.each([
    {
      environment: 'PRODUCTION',
      workspace: { region: 'eu', secret: { name: 'production', created: false } },
    },
    { environment: 'SANDBOX', workspace: { region: 'us', secret: { name: 'sandbox', created: false } } },
  ])('$environment goes to its own workspace', ({ environment, workspace }) => {
    expect(mapped({ environment }, { environments, events: { unlisted: true } })).toMatchObject({
      workspace,
    });
  });

  test.each(['PRODUCTION', 'SANDBOX'] as const)('%s can be dropped', (environment) => {
    expect(mapped({ environment }, { environments: { ...environments, [environment]: 'drop' } })).toEqual({
      kind: 'skipped',
      why: 'environment dropped',
    });
  });

  test.each([undefined, null, '', 'STAGING', 'production', 'toString'])(
    '%p is never taken for one of the two',
    (environment) => {
      expect(mapped({ environment }, { environments })).toEqual({
        kind: 'unmappable',
        reason: 'unknown-environment',
        field: 'environment',
      });
    },
  );
});

describe('the time', () => {
  const DAY_MS = 86_400_000;
  const onReceipt = (createdAtMs: number, receivedAtMs: number) =>
    operationsOf(
      mapEvent(
        anEvent({ event_created_at_ms: createdAtMs }),
        aConnection({ events: { unlisted: true } }),
        receivedAtMs,
      ),
    );

  test.each([
    { what: 'just created', createdAtMs: CREATED_AT_MS, seconds: CREATED_AT_SECONDS },
    { what: 'received weeks later', createdAtMs: CREATED_AT_MS - 30 * DAY_MS, seconds: 1773130570 },
    { what: 'a day ahead of its receipt', createdAtMs: CREATED_AT_MS + DAY_MS, seconds: 1775808970 },
    { what: 'the first that Customer.io takes', createdAtMs: 1_000_000_000_000, seconds: 1_000_000_000 },
  ])('of an event $what is that of its creation, in whole seconds', ({ createdAtMs, seconds }) => {
    const { identify, event, adjustments } = onReceipt(createdAtMs, CREATED_AT_MS);

    expect([identify?.timestamp, event?.timestamp]).toEqual([seconds, seconds]);
    expect(adjustments).toEqual([]);
  });

  test.each([
    { what: 'more than a day ahead of its receipt', createdAtMs: CREATED_AT_MS + DAY_MS + 1000 },
    { what: 'before September 2001', createdAtMs: 999_999_999_999 },
    { what: 'given in seconds', createdAtMs: CREATED_AT_SECONDS },
  ])('of an event $what is left to Customer.io, and the receipt dates the properties', ({ createdAtMs }) => {
    const { identify, event, adjustments } = onReceipt(createdAtMs, CREATED_AT_MS);

    expect(identify?.timestamp).toBe(CREATED_AT_SECONDS);
    expect(event).not.toHaveProperty('timestamp');
    expect(adjustments).toEqual([{ field: 'event_created_at_ms', what: 'ignored: time out of bounds' }]);
  });
});

test('an event of a time that no ULID can name is told as unreadable', () => {
  const config = { events: { unlisted: true } };

  expect(mapped({ event_created_at_ms: 2 ** 48 }, config)).toEqual({
    kind: 'unmappable',
    reason: 'unreadable-webhook',
    field: 'event_created_at_ms',
  });
  expect(sentEvent({ event_created_at_ms: 2 ** 48 - 1 }, config).id).toMatch(/^7ZZZZZZZZZ/);
});

describe('the ULID of an event', () => {
  const idOf = (attributes: WebhookAttributes, config: Partial<ConnectionConfig> = {}) =>
    sentEvent(attributes, config).id;

  test('never changes: another one would repeat every event that is sent again', () => {
    const connection = aConnection({ events: { unlisted: true } });
    const event = eventIn(readSample('trial-started.json'));

    // Computed outside of this project: time, then SHA-256 of ["1",'{"id":"…"}',event_id,"TRIAL_STARTED"] as JSON.
    expect(operationsOf(mapEvent(event, connection, CREATED_AT_MS)).event?.id).toBe(
      '01KJPSVVKGVZRNX16FBCQSF6CB',
    );
  });

  test('is the same on every retry and replay', () => {
    const connection = aConnection({ events: { unlisted: true } });
    const weekLater = CREATED_AT_MS + 7 * 86_400_000;

    expect(mapEvent(anEvent(), connection, weekLater)).toEqual(
      mapEvent(anEvent(), connection, CREATED_AT_MS),
    );
  });

  test.each([
    { what: 'event', attributes: { event_id: 'another' }, config: {} },
    { what: 'person', attributes: { user_id: 'user-2' }, config: {} },
    { what: 'kind of person', attributes: { user_id: undefined, anonymous_user_id: 'user-1' }, config: {} },
    {
      what: 'name at Customer.io',
      attributes: {},
      config: { events: { SUBSCRIPTION_RENEWED: { name: 'X' } } },
    },
  ])('is another for another $what', ({ attributes, config }) => {
    expect(idOf(attributes, config)).not.toBe(idOf({}));
  });

  test('begins with the true time even where that is out of bounds for Customer.io', () => {
    expect(idOf({ event_created_at_ms: 1 })).toMatch(/^0000000001/);
  });
});

describe('the name of an event', () => {
  test.each([
    { what: '100 bytes', given: 'é'.repeat(50), name: 'é'.repeat(50), adjustments: [] },
    {
      what: '101 bytes',
      given: `${'é'.repeat(50)}!`,
      name: 'é'.repeat(50),
      adjustments: [{ field: 'event_name', what: 'value cut' }],
    },
    {
      what: 'a character across the border',
      given: `${'a'.repeat(98)}😀`,
      name: 'a'.repeat(98),
      adjustments: [{ field: 'event_name', what: 'value cut' }],
    },
  ])('of $what fits into what Customer.io takes', ({ given, name, adjustments }) => {
    const outcome = operationsOf(mapped({ event_name: given }, { events: { unlisted: true } }));

    expect(outcome.event?.name).toBe(name);
    expect(outcome.adjustments).toEqual(adjustments);
  });
});
