import type { TrackApiOptions } from '../../../tools/track-api/options.ts';
import { startTrackApi, type TrackApi } from '../../../tools/track-api/server.ts';
import { anEvent, anIdentify, call, sendBatch, sendEntity, T, WORKSPACES } from './calls.ts';

let api: TrackApi;
let nowMs: number;
const start = async (options: Partial<TrackApiOptions> = {}) => {
  nowMs = T * 1000;
  api = await startTrackApi({ workspaces: WORKSPACES, nowMs: () => nowMs, ...options });
  return api.workspace('production');
};
afterEach(() => api.close());

/** Sends one identify at each of these times, in milliseconds after the start. */
async function sendAt(...timesMs: readonly number[]): Promise<number[]> {
  const statuses = [];
  for (const timeMs of timesMs) {
    nowMs = T * 1000 + timeMs;
    statuses.push((await sendEntity(api, anIdentify)).status);
  }
  return statuses;
}

describe('a limit', () => {
  test.each([
    { requestsPerSecond: 1, burst: 2, timesMs: [0, 0, 0], statuses: [200, 200, 429] },
    { requestsPerSecond: 2, burst: 1, timesMs: [0, 499, 500, 501], statuses: [200, 429, 200, 429] },
    { requestsPerSecond: 1, burst: 1, timesMs: [0, 600, 1200], statuses: [200, 429, 200] },
    { requestsPerSecond: 1, burst: 2, timesMs: [0, 9000, 9000, 9000], statuses: [200, 200, 200, 429] },
  ])(
    'of $requestsPerSecond a second and a burst of $burst answers requests at $timesMs ms with $statuses',
    async ({ timesMs, statuses, ...limit }) => {
      await start({ limit: { ...limit, excess: 'answer' } });

      expect(await sendAt(...timesMs)).toEqual(statuses);
    },
  );

  test('answers 429 without a Retry-After, and applies nothing', async () => {
    const workspace = await start({ limit: { requestsPerSecond: 1, burst: 0, excess: 'answer' } });

    const answer = await sendBatch(api, [anIdentify, anEvent]);

    expect(answer).toMatchObject({ status: 429, text: '{"meta":{"error":"too many requests"}}\n' });
    expect(answer.headers.get('retry-after')).toBeNull();
    expect(workspace.people()).toEqual([]);
    expect(workspace.droppedItems).toEqual([]);
  });

  test('drops in silence when it is told so, and shows what was lost', async () => {
    const applied: unknown[] = [];
    const workspace = await start({
      limit: { requestsPerSecond: 1, burst: 0, excess: 'drop' },
      onApplied: ({ action }, result) => applied.push({ action, ...result }),
    });

    expect(await sendBatch(api, [anIdentify, { ...anEvent, name: '' }])).toMatchObject({ status: 207 });
    expect(await sendEntity(api, anEvent)).toMatchObject({ status: 200, text: '{}\n' });

    const why = 'over the request limit';
    expect(workspace.people()).toEqual([]);
    expect(workspace.droppedItems).toEqual([
      { operation: anIdentify, why },
      { operation: anEvent, why },
    ]);
    expect(applied).toEqual([
      { action: 'identify', workspace: 'production', kind: 'dropped', why },
      { action: 'event', workspace: 'production', kind: 'dropped', why },
    ]);
  });

  test('does not count what an injected fault has answered', async () => {
    await start({ limit: { requestsPerSecond: 1, burst: 1, excess: 'answer' } });
    api.faults.next({ status: 503 });

    expect(await sendAt(0, 0, 0)).toEqual([503, 200, 429]);
  });
});

describe('the traffic', () => {
  test.each([
    { timesMs: [], averagePerSecond: 0, peakPerSecond: 0 },
    { timesMs: [0], averagePerSecond: 1, peakPerSecond: 1 },
    { timesMs: [0, 0, 500], averagePerSecond: 3, peakPerSecond: 3 },
    { timesMs: [0, 999, 1000, 4000], averagePerSecond: 1, peakPerSecond: 2 },
  ])('of requests at $timesMs ms is $averagePerSecond a second', async ({ timesMs, ...rates }) => {
    await start();

    await sendAt(...timesMs);

    expect(api.traffic()).toMatchObject({ requests: timesMs.length, ...rates });
  });

  test.each([0, 2])('counts every request when only %i of them are remembered', async (rememberRequests) => {
    await start({ rememberRequests });

    await sendAt(0, 100, 200, 4000);

    expect(api.requests.map(({ arrivedAtMs }) => arrivedAtMs - T * 1000)).toEqual(
      [200, 4000].slice(2 - rememberRequests),
    );
    expect(api.traffic()).toMatchObject({ requests: 4, averagePerSecond: 1, peakPerSecond: 3 });
  });

  test('of a caller who waits for each answer is never concurrent', async () => {
    await start();

    await sendAt(0, 0, 0);

    expect(api.traffic().peakConcurrency).toBe(1);
  });

  test('counts the requests that wait at one time, at its highest', async () => {
    await start();
    const arrivals = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
    for (const { resolve } of arrivals) {
      const match = () => {
        resolve();
        return true;
      };
      api.faults.next({ kind: 'silence' }, { match });
    }
    const unanswered = arrivals.map(() =>
      expect(sendEntity(api, anIdentify)).rejects.toThrow('fetch failed'),
    );

    await Promise.all(arrivals.map(({ promise }) => promise));
    await call(api, '/auth');
    await api.close();
    await Promise.all(unanswered);

    expect(api.traffic().peakConcurrency).toBe(4);
  });

  test('is forgotten on a reset, with the requests, the faults and everybody', async () => {
    const workspace = await start();
    await sendAt(0);
    api.faults.add({ status: 503 });

    api.reset();

    expect(api.requests).toEqual([]);
    expect(api.traffic()).toEqual({
      requests: 0,
      peakConcurrency: 0,
      averagePerSecond: 0,
      peakPerSecond: 0,
    });
    expect(workspace.people()).toEqual([]);
    expect(await sendAt(0)).toEqual([200]);
  });
});
