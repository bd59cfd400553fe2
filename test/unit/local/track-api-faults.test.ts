import type { AnswerFault } from '../../../tools/local/track-api/faults.ts';
import { startTrackApi, type TrackApi } from '../../../tools/local/track-api/server.ts';
import type { Workspace } from '../../../tools/local/track-api/workspace.ts';
import { anEvent, anIdentify, call, errorsOf, sendBatch, sendEntity, WORKSPACES } from './track-api-calls.ts';

let api: TrackApi;
let workspace: Workspace;
beforeEach(async () => {
  api = await startTrackApi({ workspaces: WORKSPACES });
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

test('answers as it would have when it is only slow', async () => {
  api.faults.next({ kind: 'slow', ms: 1 });

  expect(await sendBatch(api, [anEvent])).toMatchObject({ status: 200, text: '{}\n' });
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

test('refuses an operation sent alone without an index', async () => {
  api.faults.next({ kind: 'refuse-items', indices: [0] });

  const answer = await sendEntity(api, anEvent);

  expect(answer.status).toBe(400);
  expect(errorsOf(answer)).toEqual([{ reason: 'invalid', field: '', message: 'injected refusal' }]);
});

test('serves faults in the order they were given, each as often as it was told', async () => {
  api.faults.next({ status: 503 }, { times: 2 });
  api.faults.next({ status: 429 });

  const statuses = [];
  for (let sent = 0; sent < 4; sent += 1) statuses.push((await sendBatch(api, [anIdentify])).status);

  expect(statuses).toEqual([503, 503, 429, 200]);
});

test('keeps a fault for the request it is meant for', async () => {
  api.faults.next({ status: 401 }, { match: ({ path }) => path === '/api/v2/batch' });
  api.faults.next({ status: 403 }, { match: ({ path }) => path === '/auth' });

  expect(await call(api, '/auth')).toMatchObject({ status: 403 });
  expect(await call(api, '/auth')).toMatchObject({ status: 200 });
  expect(await sendBatch(api, [anIdentify])).toMatchObject({ status: 401 });
});
