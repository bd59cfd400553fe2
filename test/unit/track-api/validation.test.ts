import type { TrackApiOptions } from '../../../tools/track-api/options.ts';
import { startTrackApi, type TrackApi } from '../../../tools/track-api/server.ts';
import { anEvent, anIdentify, call, errorsOf, sendBatch, sendEntity, T, WORKSPACES } from './calls.ts';

let api: TrackApi;
const start = async (options: Partial<TrackApiOptions> = {}) => {
  api = await startTrackApi({ workspaces: WORKSPACES, ...options });
};
afterEach(() => api.close());

/** A batch of one event, padded to this many bytes. */
const batchOf = (bytes: number) => {
  const body = JSON.stringify({ batch: [anEvent], padding: '' });
  return body.replace('"padding":""', `"padding":"${'x'.repeat(bytes - body.length)}"`);
};
/** An event whose JSON has this many bytes. */
const eventOf = (bytes: number) => {
  const rest = JSON.stringify({ ...anEvent, attributes: { padding: '' } }).length;
  return { ...anEvent, attributes: { padding: 'x'.repeat(bytes - rest) } };
};

describe('a whole request', () => {
  test.each([
    { what: 'text', headers: { 'content-type': 'text/plain' }, body: { batch: [anEvent] }, field: '' },
    {
      what: 'form data',
      headers: { 'content-type': 'application/jsonx' },
      body: { batch: [anEvent] },
      field: '',
    },
    { what: 'no body', body: undefined, field: '' },
    { what: 'a body that is not JSON', body: '{"batch":[', field: '' },
    { what: 'an array', body: [anEvent], field: '' },
    { what: 'no batch', body: { events: [anEvent] }, field: 'batch' },
    { what: 'a batch that is no array', body: { batch: anEvent }, field: 'batch' },
    { what: 'an empty batch', body: { batch: [] }, field: 'batch' },
    { what: 'more than 500 000 bytes', body: batchOf(500_001), field: '' },
  ])('is refused when it is $what', async ({ headers, body, field }) => {
    await start();

    const answer = await call(api, '/api/v2/batch', { method: 'POST', headers, body });

    expect(answer.status).toBe(400);
    expect(errorsOf(answer)).toEqual([{ reason: 'invalid', field, message: expect.any(String) }]);
    expect(api.workspace('production').events()).toEqual([]);
  });

  test.each([
    { path: '/api/v2/batch', body: batchOf(500_000), status: 200 },
    { path: '/api/v2/batch', body: batchOf(500_001), status: 413 },
    { path: '/api/v2/entity', body: eventOf(32_000), status: 200 },
    { path: '/api/v2/entity', body: eventOf(32_001), status: 413 },
  ])('to $path is answered $status at the limit of its size', async ({ path, body, status }) => {
    await start({ tooLargeStatus: 413 });

    expect(await call(api, path, { method: 'POST', body })).toMatchObject({ status });
  });

  test('is measured in UTF-8 bytes', async () => {
    await start();
    const event = { ...anEvent, attributes: { text: 'é'.repeat(16_000) } };

    expect(JSON.stringify(event).length).toBeLessThan(32_000);
    expect(await sendEntity(api, event)).toMatchObject({ status: 400 });
  });
});

describe('a batch', () => {
  test('takes its valid items and names each fault of the others', async () => {
    await start();

    const answer = await sendBatch(api, [
      { ...anEvent, name: ' ', timestamp: 'now' },
      anEvent,
      { ...anIdentify, attributes: { plan: 'x'.repeat(1001), term: 'y'.repeat(1001) } },
    ]);

    const tooLong = 'property value cannot be longer than 1000 bytes';
    expect(answer.status).toBe(207);
    expect(errorsOf(answer)).toEqual([
      { batch_index: 0, reason: 'invalid', field: 'name', message: expect.any(String) },
      { batch_index: 0, reason: 'invalid', field: 'timestamp', message: expect.any(String) },
      { batch_index: 2, reason: 'invalid', field: 'attributes.plan', message: tooLong },
      { batch_index: 2, reason: 'invalid', field: 'attributes.term', message: tooLong },
    ]);
    expect(api.workspace('production').events()).toHaveLength(1);
  });

  test.each([
    { allInvalidStatus: 207, error: { batch_index: 0, field: 'action' } },
    { allInvalidStatus: 400, error: { field: 'action' } },
  ] as const)(
    'without a valid item is answered $allInvalidStatus when set so',
    async ({ allInvalidStatus, error }) => {
      await start({ allInvalidStatus });

      const answer = await sendBatch(api, [{ ...anEvent, action: 'track' }]);

      expect(answer.status).toBe(allInvalidStatus);
      expect(errorsOf(answer)).toEqual([{ reason: 'invalid', message: expect.any(String), ...error }]);
    },
  );
});

describe('an item', () => {
  const identify = (fields: object) => ({ ...anIdentify, ...fields });
  const event = (fields: object) => ({ ...anEvent, ...fields });
  const person = (fields: object) => ({ type: 'person', ...fields });
  const manyAttributes = Object.fromEntries(Array.from({ length: 301 }, (_, index) => [`a${index}`, index]));

  test.each([
    { field: '', item: 'an event', what: 'a text' },
    { field: '', item: eventOf(32_001), what: 'more than 32 000 bytes' },
    { field: 'type', item: event({ type: 'company' }), what: 'an unknown type' },
    { field: 'type', item: event({ type: undefined }), what: 'no type' },
    { field: 'type', item: event({ type: 'object' }), what: 'a type that is not served' },
    { field: 'action', item: event({ action: 'add_device' }), what: 'an action that is not served' },
    {
      field: 'cio_relationships',
      item: identify({ cio_relationships: [] }),
      what: 'relationships, which are not served',
    },
    { field: 'action', item: event({ action: 'track' }), what: 'an unknown action' },
    { field: 'action', item: event({ action: undefined }), what: 'no action' },
    { field: 'identifiers', item: event({ identifiers: undefined }), what: 'no identifiers' },
    { field: 'identifiers', item: event({ identifiers: {} }), what: 'empty identifiers' },
    {
      field: 'identifiers',
      item: event({ identifiers: { id: 'u', email: 'a@b' } }),
      what: 'two identifiers',
    },
    { field: 'identifiers', item: event({ identifiers: { user: 'u' } }), what: 'an unknown identifier' },
    { field: 'identifiers.id', item: event({ identifiers: { id: '' } }), what: 'an empty id' },
    { field: 'identifiers.id', item: event({ identifiers: { id: null } }), what: 'an id that is null' },
    {
      field: 'identifiers.id',
      item: event({ identifiers: { id: 'é'.repeat(76) } }),
      what: 'an id of 152 bytes',
    },
    {
      field: 'identifiers.cio_id',
      item: event({ identifiers: { cio_id: 'cio_a3' } }),
      what: 'a prefixed cio_id',
    },
    {
      field: 'identifiers.anonymous_id',
      item: identify({ identifiers: { anonymous_id: 'a' } }),
      what: 'an anonymous person',
    },
    { field: 'timestamp', item: identify({ timestamp: T * 1000 }), what: 'a change in milliseconds' },
    { field: 'attributes', item: identify({ attributes: [] }), what: 'attributes in a list' },
    { field: 'attributes', item: identify({ attributes: manyAttributes }), what: '301 attributes' },
    { field: 'attributes.', item: identify({ attributes: { '': 1 } }), what: 'an attribute without a name' },
    {
      field: `attributes.${'é'.repeat(76)}`,
      item: identify({ attributes: { ['é'.repeat(76)]: 1 } }),
      what: 'an attribute name of 152 bytes',
    },
    {
      field: 'attributes.a/b~c',
      item: identify({ attributes: { 'a/b~c': 'é'.repeat(501) } }),
      what: 'a value of 1002 bytes',
    },
    {
      field: 'attributes.plan',
      item: identify({ attributes: { plan: { of: 'x'.repeat(1000) } } }),
      what: 'a nested value over 1000 bytes',
    },
    {
      field: 'attributes._update',
      item: identify({ attributes: { _update: 'yes' } }),
      what: 'an _update that is a text',
    },
    {
      field: 'attributes._timestamp',
      item: identify({ attributes: { _timestamp: T } }),
      what: 'a control key of v1',
    },
    {
      field: 'attributes.cio_plan',
      item: identify({ attributes: { cio_plan: 1 } }),
      what: 'a reserved prefix',
    },
    {
      field: 'attributes.timezone',
      item: identify({ attributes: { timezone: 'UTC' } }),
      what: 'a reserved name',
    },
    { field: 'name', item: event({ name: undefined }), what: 'an event without a name' },
    { field: 'name', item: event({ name: ' \t' }), what: 'a blank name' },
    { field: 'name', item: event({ name: 'é'.repeat(51) }), what: 'a name of 102 bytes' },
    { field: 'id', item: event({ id: 'PURCHASELY-1' }), what: 'an event id that is no ULID' },
    { field: 'id', item: event({ id: anEvent.id.toLowerCase() }), what: 'a ULID in lower case' },
    { field: 'timestamp', item: event({ timestamp: T * 1000 }), what: 'a time in milliseconds' },
    { field: 'timestamp', item: event({ timestamp: T + 0.5 }), what: 'a time with a fraction' },
    { field: 'attributes', item: event({ attributes: 'none' }), what: 'attributes in a text' },
    { field: 'attributes.recipient', item: event({ attributes: { recipient: 'a@b' } }), what: 'a recipient' },
    {
      field: 'attributes.from_address',
      item: event({ attributes: { from_address: 'a@b' } }),
      what: 'a sender',
    },
    {
      field: 'attributes.reply_to',
      item: event({ attributes: { reply_to: 'a@b' } }),
      what: 'an address for answers',
    },
    {
      field: 'secondary',
      item: person({ action: 'merge', primary: { id: 'u' } }),
      what: 'a merge of nobody',
    },
    {
      field: 'primary.id',
      item: person({ action: 'merge', primary: { id: true }, secondary: { id: 'u' } }),
      what: 'a merge into a boolean',
    },
  ])('with $what is refused for its field "$field"', async ({ field, item }) => {
    await start();

    const answer = await sendBatch(api, [item]);

    expect(answer.status).toBe(207);
    expect(errorsOf(answer)).toEqual([
      { batch_index: 0, reason: 'invalid', field, message: expect.any(String) },
    ]);
  });

  test('sent alone is refused with 400 and without an index', async () => {
    await start();

    const answer = await sendEntity(api, event({ identifiers: { id: false } }));

    expect(answer.status).toBe(400);
    expect(errorsOf(answer)).toEqual([
      { reason: 'invalid', field: 'identifiers.id', message: 'must be a string or a number' },
    ]);
  });

  test.each([
    { what: 'a numeric id', item: event({ identifiers: { id: 42 } }) },
    { what: 'an e-mail address', item: event({ identifiers: { email: 'a@b' } }) },
    { what: 'a phone number', item: event({ identifiers: { phone: '+33123456789' } }) },
    { what: 'a name of 100 bytes', item: event({ name: 'é'.repeat(50) }) },
    {
      what: 'no event id, time and attributes',
      item: event({ id: undefined, timestamp: undefined, attributes: undefined }),
    },
    { what: 'a person name in event data', item: event({ attributes: { timezone: 'UTC', email: 'a@b' } }) },
    { what: 'a value of 1000 bytes', item: identify({ attributes: { plan: 'é'.repeat(500) } }) },
    {
      what: 'the other identifiers',
      item: identify({ attributes: { email: 'a@b', anonymous_id: 'a', _update: false } }),
    },
    { what: 'a deletion', item: person({ action: 'delete', identifiers: { id: 'u_42' } }) },
  ])('with $what is accepted', async ({ item }) => {
    await start();

    expect(await sendEntity(api, item)).toMatchObject({ status: 200 });
  });

  test.each([
    { what: 'an event id that is no ULID', item: event({ id: 'PURCHASELY-1' }) },
    { what: 'a time in milliseconds', item: event({ timestamp: T * 1000 }) },
    { what: 'a time with a fraction', item: event({ timestamp: T + 0.5 }) },
    { what: 'a recipient', item: event({ attributes: { recipient: 'a@b' } }) },
    { what: 'a reserved name', item: identify({ attributes: { timezone: 'UTC' } }) },
  ])('with $what is accepted by a server that is not strict', async ({ item }) => {
    await start({ strict: false });

    expect(await sendEntity(api, item)).toMatchObject({ status: 200 });
  });

  test.each([
    { what: 'an event id that is a number', item: event({ id: 1 }), field: 'id' },
    { what: 'a time that is a text', item: event({ timestamp: 'now' }), field: 'timestamp' },
    { what: 'a name of 102 bytes', item: event({ name: 'é'.repeat(51) }), field: 'name' },
  ])('with $what is refused even then', async ({ item, field }) => {
    await start({ strict: false });

    expect(errorsOf(await sendEntity(api, item))).toEqual([expect.objectContaining({ field })]);
  });
});
