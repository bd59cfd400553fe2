import type { TrackApiOptions } from '../../../tools/track-api/options.ts';
import { startTrackApi, type TrackApi } from '../../../tools/track-api/server.ts';
import {
  anEvent,
  anIdentify,
  aState,
  basic,
  call,
  OTHER_ULID,
  PRODUCTION,
  SANDBOX,
  sendBatch,
  T,
  WORKSPACES,
} from './calls.ts';

let api: TrackApi;
const start = async (options: Partial<TrackApiOptions> = {}) => {
  api = await startTrackApi({ workspaces: WORKSPACES, ...options });
};
afterEach(() => api.close());

test.each([
  { method: 'GET', path: '/', status: 404 },
  { method: 'POST', path: '/api/v1/metrics', status: 404 },
  { method: 'PUT', path: '/api/v1/customers/u_42', status: 404 },
  { method: 'GET', path: '/__control/requests', status: 404 },
  { method: 'GET', path: '/api/v2/batch', status: 405 },
  { method: 'DELETE', path: '/api/v2/entity', status: 405 },
  { method: 'POST', path: '/api/v1/accounts/region', status: 405 },
])(
  'answers $method $path with $status before it looks at the credentials',
  async ({ method, path, status }) => {
    await start();

    const answer = await call(api, path, { method, headers: { authorization: '' } });

    expect(answer).toMatchObject({ status, text: '{"meta":{"error":"not found"}}\n' });
  },
);

test.each([
  { what: 'no credentials', authorization: '' },
  { what: 'another scheme', authorization: 'Bearer key-production' },
  { what: 'no password', authorization: `Basic ${Buffer.from('site-production').toString('base64')}` },
  { what: 'an unknown Site ID', authorization: basic({ ...PRODUCTION, siteId: 'site-unknown' }) },
  { what: 'the key of another workspace', authorization: basic({ ...PRODUCTION, apiKey: SANDBOX.apiKey }) },
])('refuses $what everywhere but at /auth', async ({ authorization }) => {
  await start();
  const headers = { authorization };

  expect(await call(api, '/api/v1/accounts/region', { headers })).toMatchObject({
    status: 401,
    text: '{"meta":{"error":"Unauthorized request"}}\n',
  });
  expect(await sendBatch(api, [anEvent], headers)).toMatchObject({ status: 401 });
  expect(await call(api, '/auth', { headers })).toMatchObject({ status: 200 });
  expect(api.workspace('production').events()).toEqual([]);
});

test('knows the key of a workspace until it is rotated, and the first one again after a reset', async () => {
  await start();
  const workspace = api.workspace('production');
  const statusWith = async (apiKey: string) => {
    const headers = { authorization: basic({ ...PRODUCTION, apiKey }) };
    return (await call(api, '/api/v1/accounts/region', { headers })).status;
  };

  workspace.rotateKey('key-new');
  expect([await statusWith(PRODUCTION.apiKey), await statusWith('key-new')]).toEqual([401, 200]);
  expect(workspace.settings).toEqual({ ...PRODUCTION, apiKey: 'key-new' });

  api.reset();
  expect([await statusWith(PRODUCTION.apiKey), await statusWith('key-new')]).toEqual([200, 401]);
});

test.each([
  { workspace: PRODUCTION, answer: { url: 'https://track-eu.customer.io', region: 'eu', environment_id: 3 } },
  { workspace: SANDBOX, answer: { url: 'https://track.customer.io', region: 'us', environment_id: 4 } },
])(
  'tells the region of the workspace $workspace.name on the host of either region',
  async ({ workspace, answer }) => {
    await start({ region: 'us' });

    const probe = await call(api, '/api/v1/accounts/region', {
      headers: { authorization: basic(workspace) },
    });

    expect(probe.status).toBe(200);
    expect(JSON.parse(probe.text)).toEqual(answer);
  },
);

test.each([301, 302, 307, 308] as const)(
  'sends a workspace of the other region there with %i',
  async (status) => {
    await start({ region: 'us', wrongRegionStatus: status });

    const answer = await sendBatch(api, [anEvent]);

    expect(answer.status).toBe(status);
    expect(answer.headers.get('location')).toBe('https://track-eu.customer.io/api/v2/batch');
    expect(api.workspace('production').events()).toEqual([]);
  },
);

test('sends a workspace of the other region nowhere when it is set to refuse it', async () => {
  await start({ region: 'us', wrongRegionStatus: 401 });

  const answer = await sendBatch(api, [anEvent]);

  expect(answer.status).toBe(401);
  expect(answer.headers.get('location')).toBeNull();
});

test.each(['eu', 'any'] as const)('serves a European workspace as the host of region %s', async (region) => {
  await start({ region });

  expect(await sendBatch(api, [anEvent])).toMatchObject({ status: 200 });
});

test('answers what it accepted as the live service does', async () => {
  await start();

  const { status, headers, text } = await sendBatch(api, [anIdentify, anEvent]);

  expect({ status, text }).toEqual({ status: 200, text: '{}\n' });
  expect(headers.get('content-length')).toBe('3');
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(headers.get('cache-control')).toBe('no-cache, no-store, must-revalidate, max-age=0');
});

test('keeps every workspace to itself', async () => {
  await start();

  await sendBatch(api, [anIdentify], { authorization: basic(SANDBOX) });

  expect(api.workspace('site-sandbox').people()).toHaveLength(1);
  expect(api.workspace('production').people()).toEqual([]);
  expect(() => api.workspace('staging')).toThrow(RangeError);
});

test('keeps every request, with its Site ID and without its key', async () => {
  await start({ nowMs: () => T * 1000 });

  await sendBatch(api, [anIdentify, { ...anEvent, id: 'not a ULID' }]);
  await call(api, '/nowhere?key=value', { headers: { authorization: 'Bearer secret' } });

  const body = { batch: [anIdentify, { ...anEvent, id: 'not a ULID' }] };
  expect(api.requests).toEqual([
    {
      method: 'POST',
      path: '/api/v2/batch',
      headers: expect.objectContaining({ authorization: 'Basic site-production:***' }),
      body,
      bytes: Buffer.byteLength(JSON.stringify(body)),
      arrivedAtMs: T * 1000,
      items: 2,
      status: 207,
    },
    {
      method: 'GET',
      path: '/nowhere',
      headers: expect.objectContaining({ authorization: '***' }),
      body: undefined,
      bytes: 0,
      arrivedAtMs: T * 1000,
      items: 0,
      status: 404,
    },
  ]);
});

test('applies what it accepted after the delay it was given', async () => {
  await start({ processingDelayMs: 1 });

  await sendBatch(api, [anIdentify]);
  await api.settled();

  expect(api.workspace('production').people()).toHaveLength(1);
});

test('answers before it applies when it was given a delay', async () => {
  await start({ processingDelayMs: 3_600_000 });

  expect(await sendBatch(api, [anIdentify])).toMatchObject({ status: 200 });

  expect(api.workspace('production').people()).toEqual([]);
});

test('applies the operations of one request in the order it was given, and reports each of them', async () => {
  const applied: unknown[] = [];
  await start({
    applyOrder: (operations) => operations.toReversed(),
    onApplied: ({ action }, result) => applied.push({ action, ...result }),
  });

  await sendBatch(api, [
    anIdentify,
    anEvent,
    anEvent,
    { ...anIdentify, identifiers: { cio_id: 'a3ffffff' } },
  ]);

  expect(applied).toEqual([
    { action: 'identify', workspace: 'production', kind: 'dropped', why: 'unknown cio_id' },
    { action: 'event', workspace: 'production', kind: 'stored' },
    { action: 'event', workspace: 'production', kind: 'duplicate' },
    { action: 'identify', workspace: 'production', kind: 'stored' },
  ]);
});

test('shows two workspaces that were told the same in another order as equal', async () => {
  const operations = [
    anIdentify,
    { ...anIdentify, timestamp: T + 1, attributes: { plan: 'basic', trial: true } },
    { ...anIdentify, identifiers: { email: 'Ada@example.com' }, attributes: { anonymous_id: 'anon-1' } },
    anEvent,
    { ...anEvent, id: undefined, name: 'WITHOUT_AN_ID' },
    { ...anEvent, id: undefined, identifiers: { anonymous_id: 'anon-1' } },
    { ...anEvent, id: undefined, identifiers: { anonymous_id: 'anon-2' } },
  ];
  await start();

  await sendBatch(api, operations);
  await sendBatch(api, operations.toReversed(), { authorization: basic(SANDBOX) });

  const state = api.workspace('production').state();
  expect(JSON.stringify(state)).toBe(JSON.stringify(api.workspace('sandbox').state()));
  expect(state.people).toHaveLength(2);
  expect(Object.keys(state.anonymousEvents)).toEqual(['anon-2']);
});

test('shows the events of a person as they arrived and as they happened', async () => {
  await start();
  const events = [
    { ...anEvent, timestamp: T + 2 },
    { ...anEvent, timestamp: T + 1, id: OTHER_ULID },
    { ...anEvent, timestamp: T, identifiers: { id: 'u_43' }, id: undefined },
  ];

  await sendBatch(api, events);

  const workspace = api.workspace('production');
  expect(workspace.events({ id: 'u_42' }).map(({ timestamp }) => timestamp)).toEqual([T + 2, T + 1]);
  expect(workspace.timeline({ id: 'u_42' }).map(({ timestamp }) => timestamp)).toEqual([T + 1, T + 2]);
  expect(workspace.timeline().map(({ timestamp }) => timestamp)).toEqual([T, T + 1, T + 2]);
});

test('forgets everything on a reset', async () => {
  await start();
  await sendBatch(api, [anIdentify, anEvent]);

  api.workspace('production').reset();
  expect(api.workspace('production').state()).toEqual(aState());

  await sendBatch(api, [anEvent]);
  expect(api.workspace('production').duplicates).toBe(0);
});
