import { HOUR } from '../time.ts';

/** A period in which each call of a service fails. */
export interface Outage {
  /** Start within the campaign, 0 to 1. */
  readonly at: number;
  readonly hours: number;
}

/** A period of the campaign, in milliseconds since the epoch. */
export interface Period {
  readonly fromMs: number;
  readonly untilMs: number;
}

export function outagePeriod({ at, hours }: Outage, { fromMs, untilMs }: Period): Period {
  const beginsAtMs = fromMs + at * (untilMs - fromMs);
  return { fromMs: beginsAtMs, untilMs: beginsAtMs + hours * HOUR };
}
