import type { Fault, FaultQueue } from '../../track-api/faults.ts';
import type { ReceivedRequest } from '../../track-api/received-request.ts';
import { HOUR } from '../time.ts';
import type { Chances } from './chances.ts';

/** Where a service is away: a workspace of Customer.io, or a call of AWS as `aws-faults.ts` names it. */
interface Outage {
  readonly kind: string;
  /** Where in the campaign it begins, 0 to 1. */
  readonly at: number;
  readonly hours: number;
}

/** Patience is 24 h: the first is over before it is, the second is not. */
const TRACK_OUTAGES: readonly (Outage & { readonly fault: Fault })[] = [
  { kind: 'Customer.io away for a day', at: 0.08, hours: 23, fault: { status: 503 } },
  { kind: 'Customer.io away for longer than patience', at: 0.4, hours: 32, fault: { kind: 'reset' } },
  { kind: 'Customer.io refuses the key for hours', at: 0.62, hours: 5, fault: { status: 401 } },
  {
    kind: 'Customer.io throttles for hours',
    at: 0.74,
    hours: 16,
    fault: { status: 429, headers: { 'retry-after': '300' } },
  },
];

const AWS_OUTAGES: readonly (Outage & { readonly places: readonly string[] })[] = [
  { kind: 'SQS away for receive', at: 0.2, hours: 4, places: ['SendMessage events'] },
  { kind: 'SQS away for dead letters', at: 0.46, hours: 12, places: ['SendMessage dead-letters'] },
  {
    kind: 'Secrets Manager away',
    at: 0.3,
    hours: 3,
    places: ['GetSecretValue purchasely', 'GetSecretValue customerio'],
  },
];

/** The campaign, in milliseconds since the epoch. */
export interface Period {
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * Plans when Customer.io is away. The strikes of an outage are the calls that meet it.
 *
 * @param onStruck takes each request that does
 */
export function planTrackOutages(
  faults: FaultQueue,
  chances: Chances,
  period: Period,
  onStruck: (request: ReceivedRequest) => void,
): void {
  for (const outage of TRACK_OUTAGES) {
    chances.announce(outage.kind);
    faults.add(outage.fault, {
      ...during(outage, period),
      onStruck: (request) => {
        chances.count(outage.kind);
        onStruck(request);
      },
    });
  }
}

/** @returns whether a call of AWS meets an outage now */
export function planAwsOutages(chances: Chances, period: Period): (place: string) => boolean {
  for (const { kind } of AWS_OUTAGES) chances.announce(kind);
  return (place) => {
    const met = AWS_OUTAGES.find((outage) => {
      const { fromMs, untilMs } = during(outage, period);
      return outage.places.includes(place) && Date.now() >= fromMs && Date.now() < untilMs;
    });
    if (met !== undefined) chances.count(met.kind);
    return met !== undefined;
  };
}

function during({ at, hours }: Outage, { fromMs, untilMs }: Period): Period {
  const beginsAtMs = fromMs + at * (untilMs - fromMs);
  return { fromMs: beginsAtMs, untilMs: beginsAtMs + hours * HOUR };
}
