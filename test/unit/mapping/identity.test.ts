import { mapped, operationsOf, sentEvent, sentIdentify } from '../../support/mapping.ts';
import type { WebhookAttributes } from '../../support/webhooks.ts';

const ANONYMOUS = { user_id: undefined, anonymous_user_id: 'device-1' };
const on = { events: { unlisted: true } };

describe('a known owner', () => {
  test.each([
    { userId: 'id', user_id: 'user-1', identifiers: { id: 'user-1' } },
    { userId: 'id', user_id: 'Ann@Example.com', identifiers: { id: 'Ann@Example.com' } },
    { userId: 'id', user_id: 42, identifiers: { id: '42' } },
    { userId: 'id', user_id: 'x'.repeat(150), identifiers: { id: 'x'.repeat(150) } },
    { userId: 'email', user_id: 'Ann@Example.com', identifiers: { email: 'ann@example.com' } },
    { userId: 'cio_id', user_id: 'a3000001', identifiers: { cio_id: 'a3000001' } },
    { userId: 'cio_id', user_id: 'cio_a3000001', identifiers: { cio_id: 'a3000001' } },
  ] as const)('$user_id as $userId is identified by $identifiers', ({ userId, user_id, identifiers }) => {
    const outcome = operationsOf(mapped({ user_id }, { ...on, identity: { userId } }));

    expect([outcome.identify?.identifiers, outcome.event?.identifiers]).toEqual([identifiers, identifiers]);
  });

  test.each([
    { userId: 'id', what: 'blank', user_id: '  ' },
    { userId: 'id', what: 'longer than 150 bytes', user_id: 'é'.repeat(76) },
    { userId: 'id', what: 'half a character', user_id: 'a\ud83d' },
    { userId: 'email', what: 'no address', user_id: 'user-1' },
    { userId: 'cio_id', what: 'too long', user_id: 'x'.repeat(151) },
  ] as const)('as $userId is never guessed from a user_id that is $what', ({ userId, user_id }) => {
    expect(mapped({ user_id }, { ...on, identity: { userId } })).toEqual({
      kind: 'unmappable',
      reason: 'invalid-identity',
      field: 'user_id',
    });
  });

  test('comes before the anonymous id beside it, whatever becomes of anonymous owners', () => {
    const both = { user_id: 'user-1', anonymous_user_id: 'device-1' };

    for (const anonymous of ['event', 'skip', 'person'] as const) {
      expect(sentEvent(both, { identity: { anonymous } }).identifiers).toEqual({ id: 'user-1' });
    }
  });

  test('with an invalid id is not replaced by the anonymous id beside it', () => {
    expect(mapped({ user_id: 'x'.repeat(151), anonymous_user_id: 'device-1' }, on)).toMatchObject({
      kind: 'unmappable',
      field: 'user_id',
    });
  });
});

describe('an anonymous owner', () => {
  const userProperties = { plan: true, last_event: true };

  test('is an anonymous event by default: there is no person whose attributes could be set', () => {
    const outcome = operationsOf(mapped({ ...ANONYMOUS, plan: 'MONTHLY' }, { ...on, userProperties }));

    expect(outcome).not.toHaveProperty('identify');
    expect(outcome.event).toMatchObject({
      identifiers: { anonymous_id: 'device-1' },
      name: 'SUBSCRIPTION_RENEWED',
    });
  });

  test('of an event that is off is skipped', () => {
    expect(mapped(ANONYMOUS, { events: {}, userProperties })).toEqual({
      kind: 'skipped',
      why: 'event switched off',
    });
  });

  test('can be skipped', () => {
    expect(mapped(ANONYMOUS, { ...on, userProperties, identity: { anonymous: 'skip' } })).toEqual({
      kind: 'skipped',
      why: 'anonymous owner',
    });
  });

  test('can be a person, whose properties are kept', () => {
    const identity = { anonymous: 'person', userId: 'email' } as const;
    const outcome = operationsOf(
      mapped({ ...ANONYMOUS, plan: 'MONTHLY' }, { ...on, userProperties, identity }),
    );

    expect(outcome.event?.identifiers).toEqual({ id: 'device-1' });
    expect(outcome.identify).toMatchObject({
      identifiers: { id: 'device-1' },
      attributes: { plan: 'MONTHLY', last_event: 'SUBSCRIPTION_RENEWED' },
    });
  });

  test.each(['event', 'person'] as const)('with an invalid id is told as such (%s)', (anonymous) => {
    const attributes = { user_id: null, anonymous_user_id: 'x'.repeat(151) };

    expect(mapped(attributes, { ...on, identity: { anonymous } })).toEqual({
      kind: 'unmappable',
      reason: 'invalid-identity',
      field: 'anonymous_user_id',
    });
  });
});

test.each([
  { user_id: undefined, anonymous_user_id: undefined },
  { user_id: null, anonymous_user_id: null },
  { user_id: '', anonymous_user_id: '' },
])('nobody owns an event with %p', (ids) => {
  expect(mapped(ids, on)).toEqual({ kind: 'unmappable', reason: 'no-identity', field: 'user_id' });
});

describe('the anonymous events of before', () => {
  const received = { event_name: 'SUBSCRIPTION_RECEIVED', transferred_from_anonymous_user_id: 'device-1' };

  test.each<{ what: string; attributes: WebhookAttributes; claimed: string }>([
    { what: 'a subscription arrives from somebody unknown', attributes: received, claimed: 'device-1' },
    {
      what: 'both ids of the owner come together',
      attributes: { anonymous_user_id: 'device-2' },
      claimed: 'device-2',
    },
    {
      what: 'a subscription arrives from another known user, on a device of their own',
      attributes: { ...received, transferred_from_user_id: 'user-2', anonymous_user_id: 'device-2' },
      claimed: 'device-2',
    },
    {
      what: 'a one-time purchase arrives from somebody unknown',
      attributes: { ...received, event_name: 'ONE_TIME_PURCHASE_RECEIVED' },
      claimed: 'device-1',
    },
  ])('are claimed by the person when $what', ({ attributes, claimed }) => {
    expect(sentIdentify(attributes).attributes).toEqual({ anonymous_id: claimed });
  });

  test('are claimed even if the event is off and no property is on', () => {
    expect(operationsOf(mapped(received, { events: {} }))).toMatchObject({
      identify: { attributes: { anonymous_id: 'device-1' } },
    });
  });

  test.each<{ what: string; attributes: WebhookAttributes }>([
    {
      what: 'a subscription arrives from another known user',
      attributes: { ...received, transferred_from_user_id: 'user-2' },
    },
    {
      what: 'a subscription leaves for somebody unknown',
      attributes: { event_name: 'SUBSCRIPTION_TRANSFERRED', transferred_to_anonymous_user_id: 'device-1' },
    },
    {
      what: 'an echo carries both ids',
      attributes: { event_name: 'ACTIVATE', anonymous_user_id: 'device-1' },
    },
    {
      what: 'the anonymous id is none that Customer.io takes',
      attributes: { ...received, transferred_from_anonymous_user_id: 'x'.repeat(151) },
    },
    { what: 'there is no anonymous id', attributes: {} },
  ])('are not claimed when $what', ({ attributes }) => {
    expect(sentIdentify(attributes).attributes).toEqual({});
  });

  test.each(['skip', 'person'] as const)('are not claimed where there are none (%s)', (anonymous) => {
    expect(sentIdentify(received, { identity: { anonymous } }).attributes).toEqual({});
  });
});

describe('a transfer', () => {
  test.each([
    { from: 'somebody unknown', ids: ANONYMOUS, identifiers: { anonymous_id: 'device-1' } },
    { from: 'a known user', ids: { user_id: 'user-1' }, identifiers: { id: 'user-1' } },
    {
      from: 'a known user on a known device',
      ids: { user_id: 'user-1', anonymous_user_id: 'device-1' },
      identifiers: { id: 'user-1' },
    },
  ])('is told to the old owner, $from', ({ ids, identifiers }) => {
    const attributes = { ...ids, event_name: 'SUBSCRIPTION_TRANSFERRED', transferred_to_user_id: 'user-2' };

    expect(sentEvent(attributes)).toMatchObject({ identifiers, name: 'SUBSCRIPTION_TRANSFERRED' });
  });

  test('is told to the new owner, even to one who has not logged in', () => {
    const event_name = 'SUBSCRIPTION_RECEIVED';

    expect(sentEvent({ event_name, transferred_from_user_id: 'user-2' }).identifiers).toEqual({
      id: 'user-1',
    });
    expect(sentEvent({ ...ANONYMOUS, event_name, transferred_from_user_id: 'user-2' }).identifiers).toEqual({
      anonymous_id: 'device-1',
    });
  });
});
