import type { TrackApiOptions } from '../../../tools/track-api/options.ts';
import { startTrackApi, type TrackApi } from '../../../tools/track-api/server.ts';
import {
  accept,
  anEvent,
  anIdentify,
  aPerson,
  call,
  OTHER_ULID,
  postAnonymousEvent,
  postEvent,
  putCustomer,
  sendEntity,
  T,
  theEvent,
  ULID,
  WORKSPACES,
} from './calls.ts';

let api: TrackApi;
const start = async (options: Partial<TrackApiOptions> = {}) => {
  api = await startTrackApi({ workspaces: WORKSPACES, ...options });
  return api.workspace('production');
};
afterEach(() => api.close());

const aV1Event = {
  name: 'SUBSCRIPTION_RENEWED',
  id: ULID,
  timestamp: T,
  data: { store: 'APPLE_APP_STORE' },
};
const ACCEPTED = { status: 200, text: '{}\n' };
const manyAttributes = Object.fromEntries(Array.from({ length: 301 }, (_, index) => [`a${index}`, index]));

describe('the customer in a path', () => {
  test.each([
    { path: 'u_42', identifiers: { id: 'u_42' } },
    { path: 'a%2Fb%3Fc%23d%25', identifiers: { id: 'a/b?c#d%' } },
    { path: '%2B33123456789', identifiers: { id: '+33123456789' } },
    { path: 'ada%40example.com', identifiers: { email: 'ada@example.com' } },
    { path: 'é'.repeat(75), identifiers: { id: 'é'.repeat(75) } },
  ])('written $path is created with $identifiers', async ({ path, identifiers }) => {
    const workspace = await start();

    expect(await putCustomer(api, path, { plan: 'premium' })).toMatchObject(ACCEPTED);

    expect(workspace.state().people).toEqual([aPerson({ identifiers, attributes: { plan: 'premium' } })]);
  });

  test('may be named by the cio_id with its prefix', async () => {
    const workspace = await start();
    await accept(api, anIdentify);
    const cioId = workspace.person({ id: 'u_42' })?.cioId;

    await putCustomer(api, `cio_${cioId}`, { id: 'u_43' });

    expect(workspace.state().people).toMatchObject([{ identifiers: { id: 'u_43' } }]);
  });

  test('is nobody when the cio_id is unknown', async () => {
    const workspace = await start();

    expect(await putCustomer(api, 'cio_a3ffffff', { plan: 'premium' })).toMatchObject(ACCEPTED);

    expect(workspace.people()).toEqual([]);
    expect(workspace.droppedItems).toMatchObject([{ why: 'unknown cio_id' }]);
  });

  test.each([
    { path: '', error: 'id attribute must be present' },
    { path: 'cio_', error: 'invalid identifier' },
    { path: 'cio_A3!', error: 'invalid identifier' },
    { path: '100%', error: 'invalid identifier' },
    { path: 'é'.repeat(76), error: 'invalid identifier' },
  ])('written "$path" is refused: $error', async ({ path, error }) => {
    await start();

    for (const send of [putCustomer, postEvent]) {
      const answer = await send(api, path, aV1Event);
      expect({ status: answer.status, body: JSON.parse(answer.text) }).toEqual({
        status: 400,
        body: { meta: { error } },
      });
    }
  });
});

describe('a v1 identify', () => {
  test('writes the same people as v2, each attribute by its time', async () => {
    const workspace = await start({ nowMs: () => (T + 500) * 1000 });

    await accept(api, anIdentify);
    await putCustomer(api, 'u_42', { plan: 'stale', store: 'old', _timestamp: T - 1 });
    await putCustomer(api, 'u_42', { term: 'now' });

    expect(workspace.people()).toMatchObject([
      {
        attributes: { plan: 'premium', store: 'old', term: 'now' },
        attributeTimestamps: { plan: T, store: T - 1, term: T + 500 },
      },
    ]);
  });

  test('of nobody known creates nobody with _update', async () => {
    const workspace = await start();

    expect(await putCustomer(api, 'u_42', { _update: true, plan: 'premium' })).toMatchObject(ACCEPTED);

    expect(workspace.people()).toEqual([]);
    expect(workspace.failedAttributeChanges).toMatchObject([{ why: 'update of an unknown person' }]);
  });

  test('with the e-mail address of somebody else is answered 200 and changes nothing of it', async () => {
    const workspace = await start();
    await putCustomer(api, 'u_43', { email: 'ada@example.com' });

    expect(await putCustomer(api, 'u_42', { id: 'u_42', plan: 'basic' })).toMatchObject(ACCEPTED);
    expect(await putCustomer(api, 'u_42', { email: 'ada@example.com' })).toMatchObject(ACCEPTED);

    expect(workspace.person({ email: 'ada@example.com' })?.identifiers).toMatchObject({ id: 'u_43' });
    expect(workspace.failedAttributeChanges).toMatchObject([
      { attribute: 'email', why: 'belongs to another person' },
    ]);
  });

  test('of a suppressed person is ignored', async () => {
    const workspace = await start();
    await accept(api, { type: 'person', action: 'suppress', identifiers: { id: 'u_42' } });

    expect(await putCustomer(api, 'u_42', { plan: 'premium' })).toMatchObject(ACCEPTED);

    expect(workspace.people()).toEqual([]);
  });

  test.each([
    { body: { id: '' }, error: 'id attribute cannot be an empty string' },
    { body: { id: true }, error: 'id attribute must be a string value' },
    { body: manyAttributes, error: 'cannot identify more than 300 attributes in one request' },
    { body: { ['é'.repeat(76)]: 1 }, error: 'attribute name cannot be longer than 150 bytes' },
    {
      body: { plan: 'é'.repeat(501) },
      error: "value for attribute 'plan' cannot be longer than 1000 bytes",
    },
    { body: { email: 1 }, error: 'email must be string' },
    { body: { _timestamp: T * 1000 }, error: '_timestamp must be < 100000000000' },
    { body: { timezone: 'UTC' }, error: "attribute name 'timezone' is reserved" },
    { body: '{"plan":', error: 'body must be a JSON object' },
    { body: [], error: 'body must be a JSON object' },
  ])('is refused: $error', async ({ body, error }) => {
    const workspace = await start();

    const answer = await putCustomer(api, 'u_42', body);

    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toEqual({ meta: { error } });
    expect(workspace.people()).toEqual([]);
  });

  test.each([{ created_at: T }, { id: 42 }, { email: 'ada@example.com', anonymous_id: 'anon-1' }, {}])(
    'with %j is accepted',
    async (body) => {
      await start();

      expect(await putCustomer(api, 'u_42', body)).toMatchObject(ACCEPTED);
    },
  );

  test('in milliseconds, or of a reserved name, is accepted by a server that is not strict', async () => {
    const workspace = await start({ strict: false });

    await putCustomer(api, 'u_42', { _timestamp: T * 1000, timezone: 'UTC' });

    expect(workspace.people()).toMatchObject([{ attributes: { timezone: 'UTC' } }]);
    expect(workspace.people()[0]?.attributes).toEqual({ timezone: 'UTC' });
  });
});

describe('a v1 event', () => {
  test('is the event v2 would have recorded, and seen before by both', async () => {
    const workspace = await start();

    expect(await postEvent(api, 'u_42', aV1Event)).toMatchObject(ACCEPTED);
    await sendEntity(api, anEvent);
    await postEvent(api, 'u_42', aV1Event);

    expect(workspace.events({ id: 'u_42' })).toEqual([theEvent]);
    expect(workspace.duplicates).toBe(2);
  });

  test('may be a page, and needs nothing but a name', async () => {
    const workspace = await start({ nowMs: () => T * 1000 });

    await postEvent(api, 'u_42', { name: ' Paywall ', type: 'page' });

    expect(workspace.events()).toEqual([{ action: 'page', name: 'Paywall', timestamp: T, attributes: {} }]);
  });

  test('without a person is theirs who are given its anonymous id', async () => {
    const workspace = await start();

    expect(await postAnonymousEvent(api, { ...aV1Event, anonymous_id: 'anon-1' })).toMatchObject(ACCEPTED);
    expect(workspace.anonymousEvents()).toEqual([{ ...theEvent, anonymousId: 'anon-1' }]);
    await putCustomer(api, 'u_42', { anonymous_id: 'anon-1' });

    expect(workspace.events({ id: 'u_42' })).toHaveLength(1);
  });

  test.each([
    { body: { name: undefined }, error: 'event name must not be blank' },
    { body: { name: ' ' }, error: 'event name must not be blank' },
    { body: { name: 'é'.repeat(51) }, error: 'event name cannot be longer than 100 bytes' },
    { body: { name: 'x'.repeat(500) }, error: 'event name must be less than 500 characters' },
    { body: { data: [] }, error: 'event data must be a hash' },
    { body: { data: { text: 'x'.repeat(100_000) } }, error: 'event data cannot be longer than 100000 bytes' },
    { body: { id: 'PURCHASELY-1' }, error: /^id must match pattern/ },
    { body: { timestamp: T + 0.5 }, error: 'timestamp must be integer' },
    { body: { type: 'click' }, error: 'type must be equal to one of the allowed values' },
    { body: { data: { recipient: 'a@b' } }, error: "data.recipient overrides the campaign's own addresses" },
  ])('is refused: $error', async ({ body, error }) => {
    const workspace = await start();
    const event = { ...aV1Event, anonymous_id: 'anon-1', ...body };

    for (const answer of [await postEvent(api, 'u_42', event), await postAnonymousEvent(api, event)]) {
      expect(answer.status).toBe(400);
      const message = typeof error === 'string' ? error : expect.stringMatching(error);
      expect(JSON.parse(answer.text)).toEqual({ meta: { error: message } });
    }
    expect(workspace.events()).toEqual([]);
  });

  test('with several faults is told all of them', async () => {
    await start();

    const answer = await postEvent(api, 'u_42', { data: 'none' });

    expect(JSON.parse(answer.text)).toEqual({
      meta: { errors: ['event name must not be blank', 'event data must be a hash'] },
    });
  });

  test.each([
    { strict: true, data: {}, error: 'anonymous_id must be present' },
    { strict: false, data: {}, error: 'data.recipient must be present' },
  ])('of nobody at all is refused when strict is $strict: $error', async ({ strict, data, error }) => {
    await start({ strict });

    const answer = await postAnonymousEvent(api, { ...aV1Event, data });

    expect(JSON.parse(answer.text)).toEqual({ meta: { error } });
  });

  test('inviting somebody is accepted by a server that is not strict, and stays nobody’s', async () => {
    const workspace = await start({ strict: false });

    const invitation = { ...aV1Event, id: OTHER_ULID, data: { recipient: 'ada@example.com' } };
    expect(await postAnonymousEvent(api, invitation)).toMatchObject(ACCEPTED);

    expect(workspace.people()).toEqual([]);
    expect(workspace.anonymousEvents()).toHaveLength(1);
  });
});

test('v1 refuses what it is told to refuse', async () => {
  const workspace = await start();
  api.faults.next({ kind: 'refuse-items', indices: [0], error: { message: 'name cannot be blank' } });

  const answer = await postEvent(api, 'u_42', aV1Event);

  expect(answer).toMatchObject({ status: 400, text: '{"meta":{"error":"name cannot be blank"}}\n' });
  expect(workspace.events()).toEqual([]);
});

test('v1 refuses a body that is not declared as JSON', async () => {
  await start();

  const headers = { 'content-type': 'text/plain' };
  const answer = await call(api, '/api/v1/customers/u_42', { method: 'PUT', headers, body: {} });

  expect(answer).toMatchObject({
    status: 400,
    text: '{"meta":{"error":"content type must be application/json"}}\n',
  });
});
