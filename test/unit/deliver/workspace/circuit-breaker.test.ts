import fc from 'fast-check';
import { describeCause } from '../../../../functions/deliver/retry-cause.ts';
import type { ItemFailure } from '../../../../functions/deliver/send/judge.ts';
import {
  type CircuitBreaker,
  createCircuitBreaker,
  createCircuitBreakers,
  type Leave,
} from '../../../../functions/deliver/workspace/circuit-breaker.ts';

import { inWords } from '../../../support/in-words.ts';

const SECOND = 1_000;
const MIDDLE = 0.5;
const HTTP_503: ItemFailure = { kind: 'failed', fault: 'transient', cause: { kind: 'http', status: 503 } };
const HTTP_401: ItemFailure = {
  kind: 'failed',
  fault: 'configuration',
  cause: { kind: 'http', status: 401 },
};
const throttledFor = (afterSeconds: number): ItemFailure => ({
  ...HTTP_503,
  cause: { kind: 'http', status: 429 },
  afterSeconds,
});

/** Leave to send a request, which has to be given. */
function leaveOf(breaker: CircuitBreaker, nowMs: number): Leave {
  const leave = breaker.ask(nowMs);
  if (leave.kind === 'failed') throw new Error(`held back: ${JSON.stringify(leave)}`);
  return leave;
}

/** What a request is held back with, which has to be. */
function heldBack(breaker: CircuitBreaker, nowMs: number): ItemFailure {
  const answer = breaker.ask(nowMs);
  if (answer.kind === 'leave') throw new Error('it may be sent');
  return answer;
}

const failAt = (breaker: CircuitBreaker, nowMs: number, failure = HTTP_503) =>
  leaveOf(breaker, nowMs).failed(failure, nowMs);

/** Lets so many requests fail, each as soon as it may be sent. @returns the time of the last and what it brought */
function fail(breaker: CircuitBreaker, times: number, failure = HTTP_503) {
  let nowMs = 0;
  let failed = failure;
  for (let time = 0; time < times; time += 1) {
    nowMs += (failed.afterSeconds ?? 0) * SECOND;
    failed = failAt(breaker, nowMs, failure);
  }
  return { nowMs, afterSeconds: failed.afterSeconds };
}

test.each([
  { failures: 1, least: undefined, most: undefined },
  { failures: 2, least: undefined, most: undefined },
  { failures: 3, least: 3, most: 5 },
  { failures: 4, least: 5, most: 10 },
  { failures: 5, least: 10, most: 20 },
  { failures: 6, least: 20, most: 40 },
  { failures: 7, least: 30, most: 60 },
  { failures: 8, least: 30, most: 60 },
  { failures: 2000, least: 30, most: 60 },
])('after $failures failures in a row waits $least to $most s', ({ failures, least, most }) => {
  expect(
    fail(
      createCircuitBreaker(() => 0),
      failures,
    ).afterSeconds,
  ).toBe(least);
  expect(
    fail(
      createCircuitBreaker(() => 1 - Number.EPSILON),
      failures,
    ).afterSeconds,
  ).toBe(most);
});

test.each([HTTP_503, HTTP_401])(
  'holds back with the last failure, and says that nothing was sent',
  (failure) => {
    const breaker = createCircuitBreaker(() => MIDDLE);
    const { nowMs } = fail(breaker, 4, failure);

    expect(inWords(heldBack(breaker, nowMs + 5_400))).toEqual({
      kind: 'failed',
      fault: failure.fault,
      cause: `${describeCause(failure.cause)}, circuit open`,
      failedAtMs: nowMs,
      afterSeconds: 3,
    });
  },
);

test('opens at the first failure for as long as Customer.io asks, and again if that was too short', () => {
  const breaker = createCircuitBreaker(() => MIDDLE);

  expect(failAt(breaker, 0, throttledFor(70))).toEqual(throttledFor(70));
  expect(inWords(heldBack(breaker, 70 * SECOND - 1))).toMatchObject({
    cause: 'HTTP 429, circuit open',
    afterSeconds: 1,
  });
  expect(failAt(breaker, 70 * SECOND)).toEqual({ ...HTTP_503, afterSeconds: 4 });
  expect(failAt(breaker, 74 * SECOND, throttledFor(1))).toMatchObject({ afterSeconds: 8 });
});

test('stays closed when Customer.io asks for no time at all', () => {
  const breaker = createCircuitBreaker(() => MIDDLE);

  failAt(breaker, 0, throttledFor(0));

  expect(breaker.ask(0)).toMatchObject({ kind: 'leave' });
});

test('counts anew after a success', () => {
  const breaker = createCircuitBreaker(() => MIDDLE);

  failAt(breaker, 0);
  failAt(breaker, 0);
  leaveOf(breaker, 0).succeeded();
  failAt(breaker, 0);

  expect(failAt(breaker, 0)).toEqual(HTTP_503);
});

test('lets one request through to see, and nothing beside it until that has ended', async () => {
  const breaker = createCircuitBreaker(() => MIDDLE);
  const { nowMs, afterSeconds = 0 } = fail(breaker, 3);
  const overAtMs = nowMs + afterSeconds * SECOND;

  expect(breaker.probe).toBeUndefined();
  const leave = leaveOf(breaker, overAtMs);
  const waiting = breaker.probe;
  expect(inWords(heldBack(breaker, overAtMs))).toMatchObject({
    cause: 'HTTP 503, circuit open',
    afterSeconds: 1,
  });
  leave.succeeded();

  await waiting;
  expect(breaker.probe).toBeUndefined();
  expect(breaker.ask(overAtMs)).toMatchObject({ kind: 'leave' });
});

test('lets the next one see when a request has ended without telling', () => {
  const breaker = createCircuitBreaker(() => MIDDLE);
  const { nowMs, afterSeconds = 0 } = fail(breaker, 3);
  const overAtMs = nowMs + afterSeconds * SECOND;

  const silent = leaveOf(breaker, overAtMs);
  silent.end();
  leaveOf(breaker, overAtMs);
  silent.end();

  expect(breaker.ask(overAtMs)).toMatchObject({ kind: 'failed' });
});

describe('requests that are out together', () => {
  test('are one failure', () => {
    const breaker = createCircuitBreaker(() => MIDDLE);
    for (let round = 1; round <= 2; round += 1) {
      const leaves = [leaveOf(breaker, 0), leaveOf(breaker, 0), leaveOf(breaker, 0)];
      for (const leave of leaves) expect(leave.failed(HTTP_503, 0)).toEqual(HTTP_503);
    }

    expect(failAt(breaker, 0)).toEqual({ ...HTTP_503, afterSeconds: 4 });
  });

  test('do not shorten what one of them was asked to wait, however they end', () => {
    const breaker = createCircuitBreaker(() => MIDDLE);
    const [first, second, third] = [leaveOf(breaker, 0), leaveOf(breaker, 0), leaveOf(breaker, 0)];

    first.failed(throttledFor(70), 0);
    second.succeeded();

    expect(third.failed(HTTP_503, 10 * SECOND)).toEqual({ ...HTTP_503, afterSeconds: 60 });
    expect(heldBack(breaker, 70 * SECOND - 1)).toMatchObject({ afterSeconds: 1 });
    expect(breaker.ask(70 * SECOND)).toMatchObject({ kind: 'leave' });
  });
});

test('keeps one breaker for each workspace', () => {
  const breakerOf = createCircuitBreakers(() => MIDDLE);

  fail(breakerOf('production'), 3);

  expect(breakerOf('production').ask(0)).toMatchObject({ kind: 'failed' });
  expect(breakerOf('sandbox').ask(0)).toMatchObject({ kind: 'leave' });
});

test('never sends while it is open, always tries once that is over, and closes after a success', () => {
  const steps = fc.array(
    fc.record({
      waitMs: fc.oneof(fc.nat(10 * SECOND), fc.nat(120 * SECOND)),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      end: fc.oneof(
        { weight: 6, arbitrary: fc.constant(HTTP_503) },
        { weight: 2, arbitrary: fc.nat(3_600).map(throttledFor) },
        { weight: 1, arbitrary: fc.constant('success') },
      ),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(steps, (requests) => {
      let nowMs = 0;
      let chance = 0;
      let failures = 0;
      // What is told in whole seconds is known to the second: open until between these two, closed at zero.
      let open = { fromMs: 0, toMs: 0 };
      const breaker = createCircuitBreaker(() => chance);

      for (const { waitMs, random, end } of requests) {
        nowMs += waitMs;
        chance = random;
        const leave = breaker.ask(nowMs);
        if (nowMs < open.fromMs) expect(leave.kind).toBe('failed');
        if (nowMs >= open.toMs) expect(leave.kind).toBe('leave');
        if (leave.kind === 'failed') {
          expect(nowMs + (leave.afterSeconds ?? 0) * SECOND).toBeGreaterThanOrEqual(open.fromMs);
          expect(leave.afterSeconds).toBeGreaterThanOrEqual(1);
        } else if (end === 'success') {
          leave.succeeded();
          failures = 0;
          open = { fromMs: 0, toMs: 0 };
        } else {
          const { afterSeconds = 0 } = leave.failed(end, nowMs);
          const asked = end.afterSeconds ?? 0;
          failures += 1;
          if (failures >= 3 || open.toMs > 0) expect(afterSeconds).toBeGreaterThanOrEqual(3);
          expect(afterSeconds).toBeGreaterThanOrEqual(asked);
          expect(afterSeconds).toBeLessThanOrEqual(Math.max(60, asked));
          if (afterSeconds > 0) {
            open = { fromMs: nowMs + (afterSeconds - 1) * SECOND, toMs: nowMs + afterSeconds * SECOND };
          }
        }
      }
    }),
  );
});
