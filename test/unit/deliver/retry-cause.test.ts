import fc from 'fast-check';
import { describeRetry } from '../../../functions/deliver/outcome.ts';
import { countedCause, type RetryCause } from '../../../functions/deliver/retry-cause.ts';

test.each<{ cause: RetryCause; words: string; counted: string }>([
  { cause: { kind: 'http', status: 401 }, words: 'HTTP 401', counted: 'HTTP 401' },
  { cause: { kind: 'http', status: 429 }, words: 'HTTP 429', counted: 'HTTP 429' },
  { cause: { kind: 'http', status: 404 }, words: 'HTTP 404', counted: 'HTTP 4xx' },
  { cause: { kind: 'http', status: 307 }, words: 'HTTP 307', counted: 'HTTP 3xx' },
  { cause: { kind: 'http', status: 503 }, words: 'HTTP 503', counted: 'HTTP 5xx' },
  { cause: { kind: 'unreadable', status: 207 }, words: 'HTTP 207, unreadable', counted: 'unreadable answer' },
  { cause: { kind: 'no-answer', error: 'timeout' }, words: 'timeout', counted: 'timeout' },
  { cause: { kind: 'no-answer', error: 'ECONNRESET' }, words: 'ECONNRESET', counted: 'no connection' },
  { cause: { kind: 'out-of-time' }, words: 'out of time', counted: 'out of time' },
  { cause: { kind: 'not-sent' }, words: 'not sent', counted: 'not sent' },
  {
    cause: { kind: 'secret-not-read', error: 'TimeoutError' },
    words: 'secret not read: TimeoutError',
    counted: 'secret not read',
  },
  {
    cause: { kind: 'secret-unusable', error: 'AccessDeniedException' },
    words: 'secret unusable: AccessDeniedException',
    counted: 'secret unusable',
  },
])('a retry because of $cause is told as "$words", and counted as $counted', ({ cause, words, counted }) => {
  expect(describeRetry({ cause })).toBe(words);
  expect(describeRetry({ cause, failedAtMs: 1 })).toBe(`${words}, circuit open`);
  expect(countedCause(cause)).toBe(counted);
});

test('whatever the causes, there are few of them', () => {
  const cause: fc.Arbitrary<RetryCause> = fc.oneof(
    fc.integer({ min: 100, max: 999 }).map((status) => ({ kind: 'http', status }) as const),
    fc.string().map((error) => ({ kind: 'no-answer', error }) as const),
    fc.string().map((error) => ({ kind: 'secret-unusable', error }) as const),
    fc.constantFrom({ kind: 'out-of-time' } as const, { kind: 'not-sent' } as const),
  );
  const told = new Set<string>();

  fc.assert(
    fc.property(cause, (each) => {
      told.add(countedCause(each));
    }),
    { numRuns: 2_000 },
  );

  expect(told.size).toBeLessThanOrEqual(20);
  for (const each of told) expect(each).toMatch(/^[ -~]{1,20}$/);
});
