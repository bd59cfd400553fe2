import fc from 'fast-check';
import { describeCause } from '../../../../functions/deliver/retry-cause.ts';
import type { ItemFailure } from '../../../../functions/deliver/send/judge.ts';
import {
  type CircuitBreaker,
  createCircuitBreaker,
  createCircuitBreakers,
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

/** Lets so many requests fail, each as soon as it may be sent. @returns the time of the last and what it brought */
function fail(breaker: CircuitBreaker, times: number, failure = HTTP_503) {
  let nowMs = 0;
  let failed = failure;
  for (let time = 0; time < times; time += 1) {
    nowMs += (breaker.holdBack(nowMs)?.afterSeconds ?? 0) * SECOND;
    expect(breaker.holdBack(nowMs)).toBeUndefined();
    failed = breaker.failed(failure, nowMs);
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

    expect(inWords(breaker.holdBack(nowMs + 5_400))).toEqual({
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

  expect(breaker.failed(throttledFor(70), 0)).toEqual(throttledFor(70));
  expect(inWords(breaker.holdBack(70 * SECOND - 1))).toMatchObject({
    cause: 'HTTP 429, circuit open',
    afterSeconds: 1,
  });
  expect(breaker.holdBack(70 * SECOND)).toBeUndefined();
  expect(breaker.failed(HTTP_503, 70 * SECOND)).toEqual({ ...HTTP_503, afterSeconds: 4 });
  expect(breaker.failed(throttledFor(1), 74 * SECOND)).toMatchObject({ afterSeconds: 8 });
});

test('stays closed when Customer.io asks for no time at all', () => {
  const breaker = createCircuitBreaker(() => MIDDLE);

  breaker.failed(throttledFor(0), 0);

  expect(breaker.holdBack(0)).toBeUndefined();
});

test('counts anew after a success', () => {
  const breaker = createCircuitBreaker(() => MIDDLE);

  breaker.failed(HTTP_503, 0);
  breaker.failed(HTTP_503, 0);
  breaker.succeeded();
  breaker.failed(HTTP_503, 0);

  expect(breaker.failed(HTTP_503, 0)).toEqual(HTTP_503);
});

test('lets one request through to see, and the next one if that never ends', () => {
  const breaker = createCircuitBreaker(() => MIDDLE);
  const { nowMs, afterSeconds = 0 } = fail(breaker, 3);
  const overAtMs = nowMs + afterSeconds * SECOND;

  expect(breaker.holdBack(overAtMs)).toBeUndefined();
  expect(inWords(breaker.holdBack(overAtMs))).toMatchObject({ cause: 'HTTP 503, circuit open' });
  expect(breaker.holdBack(overAtMs + 30 * SECOND - 1)).toBeDefined();
  expect(breaker.holdBack(overAtMs + 30 * SECOND)).toBeUndefined();
});

test('keeps one breaker for each workspace', () => {
  const breakerOf = createCircuitBreakers(() => MIDDLE);

  fail(breakerOf('production'), 3);

  expect(breakerOf('production').holdBack(0)).toBeDefined();
  expect(breakerOf('sandbox').holdBack(0)).toBeUndefined();
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
        { weight: 1, arbitrary: fc.constant('none') },
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
        const heldBack = breaker.holdBack(nowMs);
        if (nowMs < open.fromMs) expect(heldBack).toBeDefined();
        if (nowMs >= open.toMs) expect(heldBack).toBeUndefined();
        if (heldBack !== undefined) {
          expect(nowMs + (heldBack.afterSeconds ?? 0) * SECOND).toBeGreaterThanOrEqual(open.fromMs);
          expect(heldBack.afterSeconds).toBeGreaterThanOrEqual(1);
        } else if (end === 'success') {
          breaker.succeeded();
          failures = 0;
          open = { fromMs: 0, toMs: 0 };
        } else if (end === 'none') {
          if (open.toMs > 0) open = { fromMs: nowMs + 30 * SECOND, toMs: nowMs + 30 * SECOND };
        } else {
          const { afterSeconds = 0 } = breaker.failed(end, nowMs);
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
