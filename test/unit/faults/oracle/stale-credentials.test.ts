import { jest } from '@jest/globals';
import { StaleCredentials } from '../../../../tools/faults/oracle/stale-credentials.ts';
import { MINUTE } from '../../../../tools/faults/time.ts';

beforeEach(() => jest.useFakeTimers({ now: 0 }));
afterEach(() => jest.useRealTimers());

test.each<{ when: string; agreedFor: number; unreadBefore?: number; cases: string[] }>([
  { when: 'not corrected yet', agreedFor: 0, cases: [] },
  { when: 'corrected a while ago', agreedFor: 30 * MINUTE, cases: [] },
  {
    when: 'corrected long ago',
    agreedFor: 50 * MINUTE,
    cases: ['cinema: refused 50 min after they were corrected'],
  },
  {
    when: 'corrected long ago, and unreadable since',
    agreedFor: 50 * MINUTE,
    unreadBefore: 10 * MINUTE,
    cases: [],
  },
  {
    when: 'corrected long ago, and readable for long',
    agreedFor: 300 * MINUTE,
    unreadBefore: 40 * MINUTE,
    cases: ['cinema: refused 40 min after they were corrected'],
  },
])('credentials that were $when', ({ agreedFor, unreadBefore, cases }) => {
  const stale = new StaleCredentials(() => agreedFor);

  if (unreadBefore !== undefined) {
    stale.secretUnread();
    jest.advanceTimersByTime(unreadBefore);
  }
  stale.refused('cinema');

  expect(stale.cases).toEqual(cases);
});
