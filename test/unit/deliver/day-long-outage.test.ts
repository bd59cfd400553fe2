import type { ItemFailure } from '../../../functions/deliver/send/judge.ts';
import { createCircuitBreaker } from '../../../functions/deliver/workspace/circuit-breaker.ts';
import { backoffSeconds, maxReceiveCountFor } from '../../../shared/messages/backoff.ts';
import { BATCH_SIZE } from '../../../shared/messages/timing.ts';
import { seededRandom } from '../../../tools/track-api/seeded-random.ts';

const DAY_SECONDS = 86_400;
const HTTP_503: ItemFailure = { kind: 'failed', fault: 'transient', cause: { kind: 'http', status: 503 } };

/** An execution environment, whose requests fail for the first day. Times are seconds since the outage began. */
function createEnvironment(random: () => number, onRequest: (second: number) => void) {
  const breaker = createCircuitBreaker(random);
  return (second: number): ItemFailure | undefined => {
    const leave = breaker.ask(second * 1000);
    if (leave.kind === 'failed') return leave;
    onRequest(second);
    if (second < DAY_SECONDS) return leave.failed(HTTP_503, second * 1000);
    leave.succeeded();
    return undefined;
  };
}

test('an environment sends some 1,900 requests in a day-long outage, however many webhooks wait', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    let requests = 0;
    const attempt = createEnvironment(seededRandom(seed), () => {
      requests += 1;
    });

    for (let second = 0; second < DAY_SECONDS; second += 1) attempt(second);

    expect(requests).toBeGreaterThan(1_800);
    expect(requests).toBeLessThan(2_000);
  }
});

/** Webhooks that were queued in the first hour of the outage, second by second until none is left. */
function waitForTheEnd({ webhooks, environments }: { webhooks: number; environments: number }) {
  const random = seededRandom(20_260_302);
  const requestsAfterwards = new Map<number, number>();
  const attempts = Array.from({ length: environments }, () =>
    createEnvironment(random, (second) => {
      if (second >= DAY_SECONDS) requestsAfterwards.set(second, (requestsAfterwards.get(second) ?? 0) + 1);
    }),
  );
  /** How often each webhook was received that is visible again in this second. */
  const visible = new Map<number, number[]>();
  const hide = (untilSecond: number, receives: number) => {
    const others = visible.get(untilSecond);
    if (others === undefined) visible.set(untilSecond, [receives]);
    else others.push(receives);
  };
  for (let webhook = 0; webhook < webhooks; webhook += 1) hide(Math.floor(random() * 3_600), 0);

  let mostReceives = 0;
  let second = 0;
  for (; visible.size > 0; second += 1) {
    const due = visible.get(second) ?? [];
    visible.delete(second);
    for (let from = 0; from < due.length; from += BATCH_SIZE) {
      const failure = attempts[Math.floor(random() * environments)]?.(second);
      for (const receivesBefore of due.slice(from, from + BATCH_SIZE)) {
        const receives = receivesBefore + 1;
        mostReceives = Math.max(mostReceives, receives);
        if (failure === undefined) continue;
        hide(second + (failure.afterSeconds ?? 0) + backoffSeconds(receives, random()), receives);
      }
    }
  }
  return {
    mostReceives,
    drainedAfterSeconds: second - DAY_SECONDS,
    mostRequestsInASecond: Math.max(...requestsAfterwards.values()),
  };
}

test.each([
  { webhooks: 10, environments: 1 },
  { webhooks: 200, environments: 5 },
  { webhooks: 5_000, environments: 5 },
])('$webhooks webhooks outlast a day in $environments environments, and drain within 16 minutes', (stage) => {
  const { mostReceives, drainedAfterSeconds, mostRequestsInASecond } = waitForTheEnd(stage);

  expect(mostReceives).toBeLessThan(maxReceiveCountFor(DAY_SECONDS) * 0.6);
  expect(drainedAfterSeconds).toBeLessThanOrEqual(16 * 60);
  expect(mostRequestsInASecond).toBeLessThanOrEqual(stage.environments);
});
