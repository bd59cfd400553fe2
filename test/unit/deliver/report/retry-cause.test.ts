import fc from 'fast-check';
import { retryCauseOf } from '../../../../functions/deliver/report/retry-cause.ts';

test.each([
  { cause: 'HTTP 401', told: 'HTTP 401' },
  { cause: 'HTTP 429', told: 'HTTP 429' },
  { cause: 'HTTP 404', told: 'HTTP 4xx' },
  { cause: 'HTTP 307', told: 'HTTP 3xx' },
  { cause: 'HTTP 503', told: 'HTTP 5xx' },
  { cause: 'HTTP 503, circuit open', told: 'HTTP 5xx' },
  { cause: 'HTTP 207, unreadable', told: 'unreadable answer' },
  { cause: 'timeout', told: 'timeout' },
  { cause: 'timeout, circuit open', told: 'timeout' },
  { cause: 'out of time', told: 'out of time' },
  { cause: 'not sent', told: 'not sent' },
  { cause: 'ECONNRESET', told: 'no connection' },
])('a retry because of "$cause" is counted as $told', ({ cause, told }) => {
  expect(retryCauseOf({ fault: 'transient', cause })).toBe(told);
});

test('a secret that cannot be used is told apart from a connection that cannot be made', () => {
  expect(retryCauseOf({ fault: 'configuration', cause: 'GetParameterError' })).toBe('secret unusable');
});

test('whatever the causes, there are few of them', () => {
  const cause = fc.oneof(
    fc.string(),
    fc.integer({ min: 100, max: 999 }).map((status) => `HTTP ${status}`),
    fc.constantFrom('timeout', 'out of time', 'not sent'),
  );
  const told = new Set<string>();

  fc.assert(
    fc.property(cause, fc.constantFrom('transient', 'configuration'), (text, fault) => {
      told.add(retryCauseOf({ fault, cause: text }));
    }),
    { numRuns: 2_000 },
  );

  expect(told.size).toBeLessThanOrEqual(20);
  for (const each of told) expect(each).toMatch(/^[ -~]{1,20}$/);
});
