import * as fc from 'fast-check';
import { nextClock } from '../../../shared/people/person-record.ts';
import type { PersonState } from '../../../shared/people/state.ts';

const stateOfMs = (atMs: number): PersonState => ({
  person: [{ atMs, rank: 0, key: 'one', event: 'TRIAL_STARTED', said: {} }],
  purchases: {},
});

test('the clock of a person strictly grows, in whatever order the events come, and is never behind the newest', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1 }), (times) => {
      let clock: number | undefined;
      for (const atMs of times) {
        const next = nextClock(stateOfMs(atMs), clock);
        expect(next).toBeGreaterThan(clock ?? -1);
        expect(next).toBeGreaterThanOrEqual(Math.floor(atMs / 1000));
        clock = next;
      }
    }),
  );
});

test('the clock is the second of the newest event where that is later than every view before', () => {
  expect(nextClock(stateOfMs(1_775_722_570_730), undefined)).toBe(1_775_722_570);
  expect(nextClock(stateOfMs(1_775_722_570_730), 1_775_000_000)).toBe(1_775_722_570);
  expect(nextClock(stateOfMs(1_775_722_570_730), 1_775_722_570)).toBe(1_775_722_571);
});
