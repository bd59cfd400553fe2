import { HOUR } from '../time.ts';

/** A time in which each call of a service fails. */
export interface Outage {
  /** Where in the campaign it begins, 0 to 1. */
  readonly at: number;
  readonly hours: number;
}

/** The campaign, or a part of it, in milliseconds since the epoch. */
export interface Period {
  readonly fromMs: number;
  readonly untilMs: number;
}

export function outagePeriod({ at, hours }: Outage, { fromMs, untilMs }: Period): Period {
  const beginsAtMs = fromMs + at * (untilMs - fromMs);
  return { fromMs: beginsAtMs, untilMs: beginsAtMs + hours * HOUR };
}
