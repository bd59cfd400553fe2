import fc from 'fast-check';
import {
  backoffCeilingSeconds,
  backoffSeconds,
  maxReceiveCountFor,
} from '../../../shared/messages/backoff.ts';

const HOUR = 3600;
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test.each([
  { receiveCount: 1, ceiling: 5 },
  { receiveCount: 2, ceiling: 10 },
  { receiveCount: 3, ceiling: 20 },
  { receiveCount: 4, ceiling: 40 },
  { receiveCount: 5, ceiling: 80 },
  { receiveCount: 6, ceiling: 160 },
  { receiveCount: 7, ceiling: 320 },
  { receiveCount: 8, ceiling: 640 },
  { receiveCount: 9, ceiling: 900 },
  { receiveCount: 10, ceiling: 900 },
  { receiveCount: 1000, ceiling: 900 },
  { receiveCount: 100_000, ceiling: 900 },
])('waits at most $ceiling s after receive $receiveCount', ({ receiveCount, ceiling }) => {
  expect(backoffCeilingSeconds(receiveCount)).toBe(ceiling);
});

test('waits whole seconds from one up to the ceiling', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), randoms, (receiveCount, random) => {
      const seconds = backoffSeconds(receiveCount, random);

      expect(Number.isInteger(seconds)).toBe(true);
      expect(seconds).toBeGreaterThanOrEqual(1);
      expect(seconds).toBeLessThanOrEqual(backoffCeilingSeconds(receiveCount));
    }),
  );
});

test('spreads the waits over the whole range', () => {
  expect(backoffSeconds(9, 0)).toBe(1);
  expect(backoffSeconds(9, 0.5)).toBe(451);
  expect(backoffSeconds(9, 1 - Number.EPSILON)).toBe(900);
});

test.each([1, 24, 72])('allows receives enough to go on for %i h', (hours) => {
  const receives = maxReceiveCountFor(hours * HOUR);
  // Unbiased, with a seed of its own: jitter is chance, and this is about likely schedules, not about possible ones.
  const schedules = fc.noBias(
    fc.array(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { minLength: receives, maxLength: receives }),
  );

  fc.assert(
    fc.property(schedules, (draws) => {
      const waits = draws.map((draw, index) => backoffSeconds(index + 1, draw / 2 ** 31));
      const waited = waits.reduce((sum, seconds) => sum + seconds, 0);

      expect(waited).toBeGreaterThanOrEqual(hours * HOUR);
    }),
    { seed: 20260401, numRuns: 200, endOnFailure: true },
  );
});

test.each([0, 1, 24 * HOUR, 72 * HOUR, 10_000 * HOUR])('stays within what SQS counts for %i s', (seconds) => {
  const receives = maxReceiveCountFor(seconds);

  expect(receives).toBeGreaterThanOrEqual(1);
  expect(receives).toBeLessThanOrEqual(1000);
});
