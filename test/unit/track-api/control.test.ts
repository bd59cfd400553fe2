import { readFileSync } from 'node:fs';
import { isObject } from '../../../shared/is-object.ts';
import { startTrackApi, type TrackApi } from '../../../tools/track-api/server.ts';
import {
  accept,
  anEvent,
  anIdentify,
  aPerson,
  aState,
  OTHER_ULID,
  sendBatch,
  sendEntity,
  T,
  theEvent,
  WORKSPACES,
} from './calls.ts';

let api: TrackApi;
let nowMs: number;
beforeEach(async () => {
  nowMs = T * 1000;
  api = await startTrackApi({ workspaces: WORKSPACES, control: true, nowMs: () => nowMs });
});
afterEach(() => api.close());

/** A request to the controls, as a test in any language would send it: without credentials. */
async function control(method: string, path: string, body?: unknown) {
  const response = await fetch(`${api.origin}/__control/${path}`, {
    method,
    body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  return { status: response.status, body: isObject(answer) ? answer : {} };
}
const DONE = { status: 200, body: {} };

test('shows a workspace, by its name or its Site ID', async () => {
  await accept(api, anIdentify, anEvent, anEvent);
  await sendEntity(api, { ...anIdentify, identifiers: { cio_id: 'a3ffffff' } });

  const shown = await control('GET', 'workspaces/production');

  expect(shown).toEqual({
    status: 200,
    body: {
      ...aState({
        people: [
          aPerson({ identifiers: { id: 'u_42' }, attributes: { plan: 'premium' }, events: [theEvent] }),
        ],
      }),
      duplicates: 1,
      droppedItems: [
        { operation: { ...anIdentify, identifiers: { cio_id: 'a3ffffff' } }, why: 'unknown cio_id' },
      ],
      failedAttributeChanges: [],
    },
  });
  expect(await control('GET', 'workspaces/site-production')).toEqual(shown);
});

test('shows the requests and the traffic, without its own requests', async () => {
  await sendEntity(api, anIdentify);

  expect(await control('GET', 'requests')).toMatchObject({
    status: 200,
    body: {
      requests: [{ path: '/api/v2/entity', body: anIdentify, status: 200, arrivedAtMs: nowMs }],
    },
  });
  expect(await control('GET', 'traffic')).toEqual({
    status: 200,
    body: { requests: 1, peakConcurrency: 1, averagePerSecond: 1, peakPerSecond: 1 },
  });
  expect(JSON.stringify(await control('GET', 'requests'))).not.toContain('key-production');
});

test('adds a fault for so many requests, and meets none itself', async () => {
  expect(await control('POST', 'faults', { fault: { status: 503, body: '<html>' }, times: 1 })).toEqual(DONE);

  expect(await control('GET', 'requests')).toMatchObject({ status: 200 });
  expect(await sendEntity(api, anIdentify)).toMatchObject({ status: 503, text: '<html>' });
  expect(await sendEntity(api, anIdentify)).toMatchObject({ status: 200 });
});

test.each([
  { what: 'an answer', fault: { status: 429, headers: { 'retry-after': '7' } }, status: 429 },
  { what: 'a late denial', fault: { kind: 'apply-then-answer', status: 502 }, status: 502 },
  { what: 'a refused item', fault: { kind: 'refuse-items', indices: [0] }, status: 207 },
  {
    what: 'an error in a 200',
    fault: { kind: 'refuse-items', indices: [0], status: 200, error: { message: 'no' } },
    status: 200,
  },
  { what: 'a slow request', fault: { kind: 'slow', ms: 1, part: 'request' }, status: 200 },
  { what: 'slow headers', fault: { kind: 'slow', ms: 1 }, status: 200 },
  { what: 'a slow body', fault: { kind: 'slow', ms: 1, part: 'body' }, status: 200 },
])('takes $what as a fault', async ({ fault, status }) => {
  expect(await control('POST', 'faults', { fault, times: 1 })).toEqual(DONE);

  expect(await sendBatch(api, [anIdentify])).toMatchObject({ status });
});

test.each(['reset', 'apply-then-reset', 'reset-before-reading'])('takes %s as a fault', async (kind) => {
  expect(await control('POST', 'faults', { fault: { kind } })).toEqual(DONE);

  await expect(sendBatch(api, [anEvent])).rejects.toThrow('fetch failed');
});

test('takes silence as a fault', async () => {
  expect(await control('POST', 'faults', { fault: { kind: 'silence' } })).toEqual(DONE);
  const unanswered = expect(sendBatch(api, [anEvent])).rejects.toThrow('fetch failed');
  while (api.requests.length === 0) await new Promise(setImmediate);

  await api.close();

  await unanswered;
});

test('shows the people and events of a workspace with all that is known of them', async () => {
  await accept(api, anIdentify, anEvent);

  expect(await control('GET', 'workspaces/production/people')).toMatchObject({
    status: 200,
    body: { people: [{ cioId: 'a3000001', attributeTimestamps: { plan: T } }] },
  });
  expect(await control('GET', 'workspaces/production/events')).toEqual({
    status: 200,
    body: { events: [theEvent] },
  });
});

test('gives a workspace another key', async () => {
  expect(await control('PUT', 'workspaces/production/key', { apiKey: 'key-new' })).toEqual(DONE);

  expect(await sendEntity(api, anIdentify)).toMatchObject({ status: 401 });
});

test('answers once everything accepted is applied', async () => {
  await api.close();
  api = await startTrackApi({ workspaces: WORKSPACES, control: true, processingDelayMs: 1 });
  await sendEntity(api, anIdentify);

  expect(await control('GET', 'settled')).toEqual(DONE);

  expect(api.workspace('production').people()).toHaveLength(1);
});

test('takes every fault its document lists as JSON', async () => {
  const document = readFileSync(new URL('../../../docs/track-api-stand-in.md', import.meta.url), 'utf8');
  const table = document.split('As JSON the faults are:')[1]?.split('\n## ')[0] ?? '';
  const faults = [...table.matchAll(/`(\{"[^`]+\})`/g)].map(([, json = '']) => json);

  expect(faults.length).toBeGreaterThanOrEqual(11);
  for (const fault of faults) expect(await control('POST', 'faults', `{"fault":${fault}}`)).toEqual(DONE);
});

test.each([
  { what: 'a path', when: { path: '/api/v2/batch' }, statuses: [200, 503, 200, 200] },
  { what: 'a person', when: { person: 'u_42' }, statuses: [503, 503, 503, 200] },
  { what: 'an anonymous id', when: { person: 'anon-1' }, statuses: [200, 200, 200, 503] },
  { what: 'nobody here', when: { person: 'u_4' }, statuses: [200, 200, 200, 200] },
  { what: 'another time', when: { fromMs: T * 1000 + 1 }, statuses: [200, 200, 200, 200] },
  { what: 'this time', when: { untilMs: T * 1000 + 1 }, statuses: [503, 503, 503, 503] },
  { what: 'every one', when: { share: { rate: 1, seed: 1 } }, statuses: [503, 503, 503, 503] },
  { what: 'no one', when: { share: { rate: 0, seed: 1 } }, statuses: [200, 200, 200, 200] },
])('narrows a fault to $what', async ({ when, statuses }) => {
  await control('POST', 'faults', { fault: { status: 503 }, ...when });

  const answers = [
    await sendEntity(api, anIdentify),
    await sendBatch(api, [{ ...anEvent, identifiers: { id: 'u_43' } }, anIdentify]),
    await sendEntity(api, { ...anEvent, id: OTHER_ULID }),
    await sendEntity(api, { ...anEvent, identifiers: { anonymous_id: 'anon-1' } }),
  ];

  expect(answers.map(({ status }) => status)).toEqual(statuses);
});

test('finds a person by a merge too', async () => {
  await control('POST', 'faults', { fault: { status: 503 }, person: 'ada@example.com' });
  const merge = {
    type: 'person',
    action: 'merge',
    primary: { id: 'u_42' },
    secondary: { email: 'ada@example.com' },
  };

  expect(await sendEntity(api, merge)).toMatchObject({ status: 503 });
});

test('takes faults back, and forgets everything on a reset', async () => {
  await accept(api, anIdentify);
  await control('POST', 'faults', { fault: { status: 503 } });

  expect(await control('DELETE', 'faults')).toEqual(DONE);
  expect(await sendEntity(api, anIdentify)).toMatchObject({ status: 200 });

  expect(await control('POST', 'reset')).toEqual(DONE);
  expect(await control('GET', 'requests')).toEqual({ status: 200, body: { requests: [] } });
  expect(await control('GET', 'workspaces/production')).toMatchObject({ body: { people: [] } });
});

test.each([
  { method: 'POST', path: 'faults', body: '{"fault":', status: 400 },
  { method: 'POST', path: 'faults', body: { fault: { status: 'busy' } }, status: 400 },
  { method: 'POST', path: 'faults', body: { fault: { kind: 'slowly', ms: 1 } }, status: 400 },
  { method: 'POST', path: 'faults', body: { fault: { status: 503 }, time: 1 }, status: 400 },
  { method: 'POST', path: 'faults', body: { fault: { status: 503 }, times: 0 }, status: 400 },
  {
    method: 'POST',
    path: 'faults',
    body: { fault: { status: 503 }, share: { rate: 2, seed: 1 } },
    status: 400,
  },
  {
    method: 'POST',
    path: 'faults',
    body: { fault: { kind: 'reset-before-reading' }, person: 'u_42' },
    status: 400,
  },
  { method: 'POST', path: 'faults', body: { fault: { kind: 'slow', ms: 2 ** 31 } }, status: 400 },
  { method: 'PUT', path: 'workspaces/production/key', body: { apiKey: '' }, status: 400 },
  { method: 'GET', path: 'workspaces/production/key', status: 404 },
  { method: 'DELETE', path: 'workspaces/production', status: 404 },
  { method: 'GET', path: 'faults', status: 404 },
  { method: 'GET', path: 'workspaces/staging', status: 404 },
  { method: 'GET', path: 'workspaces/%', status: 404 },
  { method: 'GET', path: '', status: 404 },
])(
  'refuses $method /__control/$path of $body with $status and says why',
  async ({ method, path, body, status }) => {
    expect(await control(method, path, body)).toEqual({ status, body: { error: expect.any(String) } });
    expect(await sendEntity(api, anIdentify)).toMatchObject({ status: 200 });
  },
);
