import type { LambdaFunction } from '../../local/lambda/lambda-function.ts';
import type { Fault, FaultQueue } from '../../track-api/faults.ts';
import type { Chances } from './chances.ts';
import { type Outage, outagePeriod, type Period } from './outage.ts';

interface BackendFaultsSettings {
  readonly faults: FaultQueue;
  readonly chances: Chances;
  readonly receive: LambdaFunction;
  /** Of the campaign. */
  readonly period: Period;
  /** Milliseconds of the run per millisecond of the machine. */
  readonly speed: number;
}

const AWAY = 'backend away for hours';
const AWAY_PERIOD: Outage = { at: 0.15, hours: 6 };
const KILLED = 'receive killed after the backend had the webhook';

const faultsAt = (speed: number): Readonly<Record<string, Fault>> => ({
  'backend answered 500': { status: 500 },
  'backend answered 404': { status: 404 },
  'backend redirected': { status: 307, headers: { location: 'https://example.com/' } },
  'backend slow, but in time': { kind: 'slow', ms: 3_000 / speed },
  'backend answered too late': { kind: 'slow', ms: 12_000 / speed },
  'backend silent': { kind: 'silence' },
  'backend reset the connection': { kind: 'reset' },
  'backend took the webhook, and reset the connection': { kind: 'apply-then-reset' },
  [KILLED]: { kind: 'slow', ms: 0 },
});

/** Injects an outage and faults of the backend, and kills `receive` while it waits for the backend. */
export function addBackendFaults({ faults, chances, receive, period, speed }: BackendFaultsSettings): void {
  chances.announce(AWAY);
  faults.add({ status: 503 }, { ...outagePeriod(AWAY_PERIOD, period), onStruck: () => chances.count(AWAY) });
  for (const [kind, fault] of Object.entries(faultsAt(speed))) {
    chances.announce(kind);
    faults.add(fault, {
      times: chances.times,
      share: chances.share,
      onStruck: () => {
        chances.count(kind);
        if (kind === KILLED) receive.signalAtWork('SIGKILL');
      },
    });
  }
}
