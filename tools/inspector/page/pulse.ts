import type { OutcomeKind, WebhookRow } from '../protocol.ts';

/** Number of webhooks by outcome. */
export type Outcomes = Readonly<Partial<Record<OutcomeKind, number>>>;

/** The webhooks of the last minutes by outcome. */
export interface Pulse {
  /** Length of the period in milliseconds: five minutes, or less if older webhooks are no longer kept. */
  readonly spanMs: number;
  readonly arrived: number;
  readonly outcomes: Outcomes;
  /** Bars of ten seconds each, oldest first. */
  readonly bars: readonly Outcomes[];
  /** Time from the arrival of a webhook until Customer.io accepted it. Absent if it has accepted none. */
  readonly latency?: { readonly medianMs: number; readonly slowestMs: number };
}

const BAR_MS = 10_000;
const BARS = 30;

/**
 * @param rows newest first
 * @param isCut true if there were older webhooks
 */
export function pulseOf(rows: readonly WebhookRow[], nowMs: number, isCut: boolean): Pulse {
  const untilMs = (Math.floor(nowMs / BAR_MS) + 1) * BAR_MS;
  const fromMs = untilMs - BARS * BAR_MS;
  const recent = rows.filter(({ atMs }) => atMs >= fromMs);
  const tookMs = recent.flatMap((row) => row.tookMs ?? []).sort((one, other) => one - other);
  const [medianMs, slowestMs] = [tookMs[tookMs.length >> 1], tookMs.at(-1)];
  const byBar = Map.groupBy(recent, ({ atMs }) => Math.floor((atMs - fromMs) / BAR_MS));
  const oldestKnownMs = isCut ? (rows.at(-1)?.atMs ?? nowMs) : fromMs;
  return {
    spanMs: oldestKnownMs > fromMs ? nowMs - oldestKnownMs : BARS * BAR_MS,
    arrived: recent.length,
    outcomes: count(recent),
    bars: Array.from({ length: BARS }, (_, bar) => count(byBar.get(bar) ?? [])),
    ...(medianMs === undefined || slowestMs === undefined ? {} : { latency: { medianMs, slowestMs } }),
  };
}

function count(rows: readonly WebhookRow[]): Outcomes {
  const counts: Partial<Record<OutcomeKind, number>> = {};
  for (const { outcome } of rows) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
