import { once } from 'node:events';
import http from 'node:http';
import { throttled } from '../../../tools/track-api/answers.ts';
import type { AnswerFault } from '../../../tools/track-api/faults.ts';
import type { ReceivedRequest } from '../../../tools/track-api/received-request.ts';
import { seededRandom, shuffler } from '../../../tools/track-api/seeded-random.ts';
import { startTrackApi, type TrackApi } from '../../../tools/track-api/server.ts';
import type { Workspace } from '../../../tools/track-api/workspace.ts';
import { anEvent, anIdentify, call, errorsOf, sendBatch, sendEntity, T, WORKSPACES } from './calls.ts';

let api: TrackApi;
let workspace: Workspace;
let nowMs: number;
beforeEach(async () => {
  nowMs = T * 1000;
  api = await startTrackApi({ workspaces: WORKSPACES, nowMs: () => nowMs });
  workspace = api.workspace('production');
});
afterEach(() => api.close());

test.each<{ fault: AnswerFault; type: string; text: string }>([
  { fault: { status: 429, headers: { 'retry-after': '7' } }, type: 'text/html; charset=utf-8', text: '' },
  {
    fault: { status: 502, body: '<html>Bad Gateway</html>' },
    type: 'text/html; charset=utf-8',
    text: '<html>Bad Gateway</html>',
  },
  {
    fault: { status: 503, body: { error: 'busy' } },
    type: 'application/json; charset=utf-8',
    text: '{"error":"busy"}\n',
  },
  {
    fault: { status: 207, headers: { 'content-type': 'text/plain' }, body: '{"err' },
    type: 'text/plain',
    text: '{"err',
  },
])('answers $fault.status in place of anything else, and applies nothing', async ({ fault, type, text }) => {
  api.faults.next(fault);

  const answer = await sendBatch(api, [anEvent]);

  expect(answer).toMatchObject({ status: fault.status, text });
  expect(answer.headers.get('content-type')).toBe(type);
  expect(answer.headers.get('retry-after')).toBe(fault.headers?.['retry-after'] ?? null);
  expect(workspace.events()).toEqual([]);
  expect(api.requests).toEqual([expect.objectContaining({ items: 1, status: fault.status })]);
});

test.each([
  { kind: 'reset', stored: 0 },
  { kind: 'apply-then-reset', stored: 1 },
] as const)('breaks the connection on $kind, with $stored events stored', async ({ kind, stored }) => {
  api.faults.next({ kind });

  await expect(sendBatch(api, [anEvent])).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });

  expect(workspace.events()).toHaveLength(stored);
  expect(api.requests[0]?.status).toBeUndefined();
});

test('resets the connection before it has read the body', async () => {
  api.faults.next({ kind: 'reset-before-reading' }, { match: ({ path }) => path === '/api/v2/batch' });
  const request = http.request(`${api.origin}/api/v2/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': '100' },
  });

  // The body never comes: an answer that waited for it would not come either.
  request.flushHeaders();
  const [error] = await once(request, 'error');

  expect(error).toMatchObject({ code: 'ECONNRESET' });
  expect(api.requests).toEqual([
    expect.objectContaining({ method: 'POST', path: '/api/v2/batch', body: undefined, bytes: 0, items: 0 }),
  ]);
  expect(await sendBatch(api, [anEvent])).toMatchObject({ status: 200 });
});

test('resets before reading whatever else is due, and leaves that for the next request', async () => {
  api.faults.next({ status: 503 });
  api.faults.next({ kind: 'reset-before-reading' });

  await expect(sendBatch(api, [anEvent])).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  expect(await sendBatch(api, [anEvent])).toMatchObject({ status: 503 });
});

test('ignores the event that is sent again after a reset that came too late', async () => {
  api.faults.next({ kind: 'apply-then-reset' });
  await sendBatch(api, [anEvent]).catch(() => undefined);

  expect(await sendBatch(api, [anEvent])).toMatchObject({ status: 200 });

  expect(workspace.events()).toHaveLength(1);
  expect(workspace.duplicates).toBe(1);
});

test('applies everything and answers something else', async () => {
  api.faults.next({ kind: 'apply-then-answer', status: 504, body: '<html>' });

  expect(await sendBatch(api, [anEvent])).toMatchObject({ status: 504, text: '<html>' });

  expect(workspace.events()).toHaveLength(1);
});

test.each([
  { kind: 'silence', stored: 0 },
  { kind: 'slow', ms: 3_600_000, stored: 1 },
] as const)(
  'leaves a caller without an answer on $kind, and stops all the same',
  async ({ stored, ...fault }) => {
    const arrival = Promise.withResolvers<void>();
    api.faults.next(fault, {
      match: () => {
        arrival.resolve();
        return true;
      },
    });
    const answer = sendBatch(api, [anEvent]);
    const failure = expect(answer).rejects.toThrow('fetch failed');

    await arrival.promise;
    await api.close();

    await failure;
    expect(workspace.events()).toHaveLength(stored);
  },
);

test('sends the headers at once when only the body is slow, and stops all the same', async () => {
  api.faults.next({ kind: 'slow', ms: 3_600_000, part: 'body' });

  const response = await fetch(`${api.origin}/auth`);
  const body = expect(response.text()).rejects.toThrow('terminated');
  await api.close();

  expect(response.status).toBe(200);
  expect(response.headers.get('content-length')).toBe('3');
  expect(api.requests[0]?.status).toBe(200);
  await body;
});

test.each(['request', 'headers', 'body'] as const)('answers as it would have after slow %s', async (part) => {
  api.faults.next({ kind: 'slow', ms: 1, part });

  expect(await sendBatch(api, [anEvent])).toMatchObject({ status: 200, text: '{}\n' });
  expect(workspace.events()).toHaveLength(1);
});

test('applies a slow request late: what comes after it may be there before, and settled waits for it', async () => {
  const arrival = Promise.withResolvers<void>();
  api.faults.next({ kind: 'slow', ms: 100, part: 'request' }, { onStruck: () => arrival.resolve() });
  const slow = sendBatch(api, [anEvent]);
  await arrival.promise;

  await sendBatch(api, [anIdentify]);
  expect(workspace.people()).toHaveLength(1);
  expect(workspace.events()).toEqual([]);
  await api.settled();
  expect(workspace.events()).toHaveLength(1);
  await slow;
});

test('refuses the items it is told to, repeated and beyond the batch too, and applies the others', async () => {
  api.faults.next({ kind: 'refuse-items', indices: [1, 1, 9], error: { field: 'name', message: 'no' } });

  const answer = await sendBatch(api, [anIdentify, anEvent]);

  const refused = { reason: 'invalid', field: 'name', message: 'no' };
  expect(answer.status).toBe(207);
  expect(errorsOf(answer)).toEqual([
    { batch_index: 1, ...refused },
    { batch_index: 1, ...refused },
    { batch_index: 9, ...refused },
  ]);
  expect(workspace.people()).toHaveLength(1);
  expect(workspace.events()).toEqual([]);
});

test('names the items it refuses inside a 200 when it is told so', async () => {
  api.faults.next({ kind: 'refuse-items', indices: [0], status: 200 });

  const answer = await sendBatch(api, [anIdentify, anEvent]);

  expect(answer.status).toBe(200);
  expect(errorsOf(answer)).toEqual([expect.objectContaining({ batch_index: 0 })]);
  expect(workspace.events()).toHaveLength(1);
});

test.each(['https://track-eu.customer.io/api/v2/batch', '/api/v2/batch', 'https://elsewhere.example/'])(
  'sends the caller to %s',
  async (location) => {
    api.faults.next({ status: 307, headers: { location } });

    const answer = await sendBatch(api, [anEvent]);

    expect(answer.status).toBe(307);
    expect(answer.headers.get('location')).toBe(location);
  },
);

test.each([
  { form: 'without a Retry-After', answer: throttled(), header: null },
  { form: 'with seconds', answer: throttled({ seconds: 7 }), header: '7' },
  {
    form: 'with a date',
    answer: throttled({ date: new Date(T * 1000) }),
    header: 'Thu, 09 Oct 2025 08:53:20 GMT',
  },
])('throttles $form', async ({ answer: fault, header }) => {
  api.faults.next(fault);

  const answer = await sendBatch(api, [anEvent]);

  expect(answer).toMatchObject({ status: 429, text: '{"meta":{"error":"too many requests"}}\n' });
  expect(answer.headers.get('retry-after')).toBe(header);
});

test('refuses an operation sent alone without an index', async () => {
  api.faults.next({ kind: 'refuse-items', indices: [0] });

  const answer = await sendEntity(api, anEvent);

  expect(answer.status).toBe(400);
  expect(errorsOf(answer)).toEqual([{ reason: 'invalid', field: '', message: 'injected refusal' }]);
});

test('refuses an operation sent alone with the error it was given', async () => {
  const error = { reason: 'conflict', field: 'identifiers', message: 'no' };
  api.faults.next({ kind: 'refuse-items', indices: [0], error });

  expect(errorsOf(await sendEntity(api, anEvent))).toEqual([error]);
});

const statusesOf = async (count: number) => {
  const statuses = [];
  for (let sent = 0; sent < count; sent += 1) statuses.push((await sendBatch(api, [anIdentify])).status);
  return statuses;
};

test('serves faults in the order they were given, each as often as it was told', async () => {
  api.faults.next({ status: 503 }, { times: 2 });
  api.faults.next({ status: 429 });

  expect(await statusesOf(4)).toEqual([503, 503, 429, 200]);
});

test('keeps a fault for the request it is meant for', async () => {
  api.faults.next({ status: 401 }, { match: ({ path }) => path === '/api/v2/batch' });
  api.faults.next({ status: 403 }, { match: ({ path }) => path === '/auth' });

  expect(await call(api, '/auth')).toMatchObject({ status: 403 });
  expect(await call(api, '/auth')).toMatchObject({ status: 200 });
  expect(await sendBatch(api, [anIdentify])).toMatchObject({ status: 401 });
});

test('gives a fault to the share of the requests that chance picks', async () => {
  const numbers = [0, 0.49, 0.5, 0.99, 0.1];
  api.faults.add({ status: 503 }, { share: { rate: 0.5, random: () => numbers.shift() ?? 1 } });

  expect(await statusesOf(6)).toEqual([503, 503, 200, 200, 503, 200]);
});

test.each([
  { rate: 0, faults: 0 },
  { rate: 1, faults: 20 },
])('gives a fault of the rate $rate to $faults of 20 requests', async ({ rate, faults }) => {
  api.faults.add({ status: 503 }, { share: { rate, random: seededRandom(1) } });

  expect((await statusesOf(20)).filter((status) => status === 503)).toHaveLength(faults);
});

test('draws no number for a request the fault is not meant for', async () => {
  let drawn = 0;
  const random = () => {
    drawn += 1;
    return 0;
  };
  api.faults.add({ status: 503 }, { share: { rate: 1, random }, match: ({ path }) => path === '/auth' });

  expect(await statusesOf(2)).toEqual([200, 200]);
  expect(drawn).toBe(0);
});

test('tells of each request a fault strikes, before anything of the fault happens', async () => {
  const told: unknown[] = [];
  const onStruck = ({ items, status }: ReceivedRequest) =>
    told.push({ items, status, events: workspace.events().length });
  api.faults.next({ kind: 'apply-then-answer', status: 503 }, { times: 2, onStruck });

  await sendBatch(api, [anEvent]);
  await sendBatch(api, [anEvent, anIdentify]);
  await sendBatch(api, [anEvent]);

  expect(told).toEqual([
    { items: 1, status: undefined, events: 0 },
    { items: 2, status: undefined, events: 1 },
  ]);
});

test('keeps a fault for its time, from its first millisecond to the one before its last', async () => {
  api.faults.add({ status: 503 }, { fromMs: nowMs + 10, untilMs: nowMs + 20 });

  const statuses = [];
  for (const passedMs of [9, 1, 9, 1]) {
    nowMs += passedMs;
    statuses.push(...(await statusesOf(1)));
  }

  expect(statuses).toEqual([200, 503, 503, 200]);
});

test('forgets the faults that are left', async () => {
  api.faults.add({ status: 503 });
  api.faults.clear();

  expect(await statusesOf(1)).toEqual([200]);
});

test('orders things anew each time, and alike for the same seed', () => {
  const items = Array.from({ length: 20 }, (_, index) => index);
  const shuffle = shuffler(seededRandom(7));
  const [first, second] = [shuffle(items), shuffle(items)];

  expect(first).not.toEqual(items);
  expect(second).not.toEqual(first);
  expect(first.toSorted((one, other) => one - other)).toEqual(items);
  expect(shuffler(seededRandom(7))(items)).toEqual(first);
});

test('draws the same numbers for the same seed, spread from 0 to below 1', () => {
  const draw = (seed: number) => Array.from({ length: 1000 }, seededRandom(seed));
  const numbers = draw(7);

  expect(draw(7)).toEqual(numbers);
  expect(draw(8)).not.toEqual(numbers);
  expect(numbers.filter((number) => number < 0 || number >= 1)).toEqual([]);
  expect(numbers.filter((number) => number < 0.1).length).toBeGreaterThan(50);
  expect(numbers.filter((number) => number < 0.1).length).toBeLessThan(150);
});
