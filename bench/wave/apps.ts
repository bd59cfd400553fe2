import type { ResolvedConfig } from '../../shared/config/resolved.ts';
import { LIMITS } from './limits.ts';
import type { SimulatedStage, Wave } from './simulate.ts';

/** A renewal is `ACTIVATE`, `SUBSCRIPTION_RENEWED` and `TRANSACTION_PROCESSED`. */
const WEBHOOKS_A_RENEWAL = 3;
/** Webhooks of buyers per second, for each million renewals of a wave. This is 26 million a month. */
const BUYERS_PER_MILLION = 10;
const HOUR_SECONDS = 3600;

type Settings = Pick<SimulatedStage, 'throttle' | 'maximumConcurrency' | 'table'>;

/** An app on the day of most renewals. */
export interface App {
  readonly name: string;
  readonly renewals: number;
  readonly settings: Settings;
  /** Target time for a wave that is queued at once. */
  readonly withinSeconds: number;
}

/** @param config resolved configuration of the stage that is deployed by default */
export function appsWith({ throttle, delivery }: ResolvedConfig): readonly App[] {
  const byDefault: Settings = {
    throttle,
    maximumConcurrency: delivery.maximumConcurrency,
    table: LIMITS.newTable,
  };
  const patient = { renewals: 10_000_000, withinSeconds: HOUR_SECONDS };
  return [
    {
      name: 'small',
      renewals: 100_000,
      settings: { ...byDefault, throttle: { requestsPerSecond: 200, burst: 400 }, maximumConcurrency: 2 },
      withinSeconds: 600,
    },
    { name: 'large, by default', renewals: 1_000_000, settings: byDefault, withinSeconds: 600 },
    { name: 'huge, by default', settings: byDefault, ...patient },
    {
      name: 'huge',
      settings: { throttle: LIMITS.api, maximumConcurrency: 20, table: { reads: 20_000, writes: 10_000 } },
      ...patient,
    },
  ];
}

export const webhooksOf = ({ renewals }: App) => renewals * WEBHOOKS_A_RENEWAL;

/** The ways in which a wave arrives. */
export const ARRIVALS = ['queued at once', 'sent within an hour', 'sent at once'] as const;
export type Arrival = (typeof ARRIVALS)[number];

export function waveOf(app: App, arrival: Arrival): Wave {
  const webhooks = webhooksOf(app);
  const isQueued = arrival === 'queued at once';
  return {
    queued: isQueued ? webhooks : 0,
    sent: isQueued ? 0 : webhooks,
    overSeconds: arrival === 'sent within an hour' ? HOUR_SECONDS : 1,
    buyersPerSecond: (app.renewals / 1e6) * BUYERS_PER_MILLION,
  };
}
