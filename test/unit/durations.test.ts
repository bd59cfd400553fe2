import { describeDuration, parseDurationMs, parseTimeMs } from '../../shared/durations.ts';

const NOW_MS = Date.parse('2026-03-10T12:00:00Z');

test.each([
  { text: '90s', ms: 90_000 },
  { text: '5m', ms: 300_000 },
  { text: '36h', ms: 129_600_000 },
  { text: '1d12h', ms: 129_600_000 },
  { text: '0s', ms: 0 },
  { text: '', ms: undefined },
  { text: '36', ms: undefined },
  { text: '1.5h', ms: undefined },
  { text: '-1h', ms: undefined },
  { text: '36 h', ms: undefined },
])('reads the duration "$text" as $ms ms', ({ text, ms }) => {
  expect(parseDurationMs(text)).toBe(ms);
});

test.each([
  { text: '2026-03-09T12:00:00Z', time: '2026-03-09T12:00:00.000Z' },
  { text: '2026-03-09T13:00:00+01:00', time: '2026-03-09T12:00:00.000Z' },
  { text: '2026-03-09', time: '2026-03-09T00:00:00.000Z' },
  { text: '1d', time: '2026-03-09T12:00:00.000Z' },
])('reads the time "$text" as $time', ({ text, time }) => {
  expect(parseTimeMs(text, NOW_MS)).toBe(Date.parse(time));
});

test.each(['yesterday', '2026-03-09T12:00:00', '9.3.2026'])('reads no time in "%s"', (text) => {
  expect(parseTimeMs(text, NOW_MS)).toBeUndefined();
});

test.each([
  { ms: 0, words: '0 s' },
  { ms: -5000, words: '0 s' },
  { ms: 59_400, words: '59 s' },
  { ms: 61_000, words: '1 min 1 s' },
  { ms: 3_600_000, words: '1 h' },
  { ms: 3_601_000, words: '1 h' },
  { ms: 273_600_000, words: '3 d 4 h' },
  { ms: 59 * 86_400_000, words: '59 d' },
  { ms: 60 * 86_400_000, words: '2 months' },
  { ms: 274 * 86_400_000, words: '9 months' },
])('calls $ms ms $words', ({ ms, words }) => {
  expect(describeDuration(ms)).toBe(words);
});
