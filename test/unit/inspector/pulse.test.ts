import { pulseOf } from '../../../tools/inspector/page/pulse.ts';
import type { OutcomeKind, WebhookRow } from '../../../tools/inspector/protocol.ts';

const NOW_MS = Date.UTC(2026, 2, 2, 8, 15, 33);

/** One that came so long ago. */
function webhook(secondsAgo: number, outcome: OutcomeKind = 'delivered', tookMs?: number): WebhookRow {
  const atMs = NOW_MS - secondsAgo * 1_000;
  const row = { seq: 1, id: 'id', event: 'TRIAL_STARTED', person: 'ada', words: outcome, atMs, outcome };
  return tookMs === undefined ? row : { ...row, tookMs };
}

test('counts the webhooks of the last five minutes by what has become of them', () => {
  const rows = [webhook(1, 'retrying'), webhook(2), webhook(290, 'rejected'), webhook(301), webhook(900)];

  const { arrived, outcomes, spanMs } = pulseOf(rows, NOW_MS, false);

  expect({ arrived, outcomes, spanMs }).toEqual({
    arrived: 3,
    outcomes: { retrying: 1, delivered: 1, rejected: 1 },
    spanMs: 300_000,
  });
});

test('puts each into the ten seconds it came in, the newest last', () => {
  const { bars } = pulseOf([webhook(0), webhook(3, 'skipped'), webhook(4), webhook(293)], NOW_MS, false);

  expect(bars).toHaveLength(30);
  expect(bars.at(-1)).toEqual({ delivered: 1, skipped: 1 });
  expect(bars.at(-2)).toEqual({ delivered: 1 });
  expect(bars[0]).toEqual({ delivered: 1 });
});

test.each([
  { tookMs: [], latency: undefined },
  { tookMs: [700], latency: { medianMs: 700, slowestMs: 700 } },
  { tookMs: [900, 10_000, 20], latency: { medianMs: 900, slowestMs: 10_000 } },
])('tells how long $tookMs ms take in the middle, and at worst', ({ tookMs, latency }) => {
  expect(
    pulseOf(
      tookMs.map((ms) => webhook(5, 'delivered', ms)),
      NOW_MS,
      false,
    ).latency,
  ).toEqual(latency);
});

test('looks back no further than it knows', () => {
  expect(pulseOf([webhook(1), webhook(40)], NOW_MS, true).spanMs).toBe(40_000);
  expect(pulseOf([webhook(1), webhook(400)], NOW_MS, true).spanMs).toBe(300_000);
  expect(pulseOf([], NOW_MS, false).spanMs).toBe(300_000);
});
