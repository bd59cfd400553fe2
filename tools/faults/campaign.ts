import { installRunClock, type RunClock } from '../local/run-clock.ts';
import { type Progress, type Run, type RunSettings, startRun } from './harness/run.ts';
import type { Period } from './injection/outage.ts';
import type { Observations } from './oracle/observations.ts';
import type { Subscriber } from './subscribers/subscriber.ts';
import { DAY, HOUR, MINUTE } from './time.ts';

export interface CampaignSettings extends RunSettings {
  /** Minutes of the run's clock between two checks of its queues. */
  readonly stepMinutes: number;
  readonly onProgress: (progress: Progress) => void;
  /** Ends the campaign at its next step. */
  readonly interrupted?: AbortSignal;
}

/** Speed of the run's clock relative to the machine's. */
const SPEED = 10;

/** Purchasely stops retrying after 20 days; a run that has work left after this never ends. */
const MAX_DRAIN_MS = 60 * DAY;
const MAX_LAST_REPLAYS = 20;

/**
 * Delivers the webhooks of subscribers through the local stage while faults strike every connection, until nothing is
 * left to do. The run's clock jumps to the next due action.
 *
 * @returns observations, to be judged
 * @throws if interrupted
 */
export async function runCampaign(settings: CampaignSettings): Promise<Observations> {
  const period = periodOf(settings.subscribers);
  const clock = installRunClock({ realMs: Date.now(), shownMs: period.fromMs - HOUR, speed: SPEED });
  try {
    const run = await startRun(settings, period, clock);
    try {
      await runUntilIdle(run, settings, period, clock);
      const workspaces = run.workspaces();
      await run.resync();
      await runUntilIdle(run, settings, period, clock);
      return { ...run.observations(), workspaces, resynced: run.workspaces() };
    } finally {
      await run.close();
    }
  } finally {
    clock.uninstall();
  }
}

/** Delivers all webhooks, then replays until only poison is left in the dead-letter queue. */
async function runUntilIdle(
  run: Run,
  settings: CampaignSettings,
  period: Period,
  clock: RunClock,
): Promise<void> {
  const { stepMinutes, onProgress, interrupted } = settings;
  for (let replays = 0; replays <= MAX_LAST_REPLAYS; replays += 1) {
    for (let dueMs = run.nextDueMs(); dueMs !== undefined; dueMs = run.nextDueMs()) {
      interrupted?.throwIfAborted();
      if (Date.now() > period.untilMs + MAX_DRAIN_MS) return;
      clock.jumpTo(Math.max(dueMs, Date.now() + stepMinutes * MINUTE));
      await run.step();
      onProgress(run.progress());
    }
    if (replays > 0 && run.isAllDeadLetterPoison()) return;
    await run.replay();
    clock.jumpTo(Date.now() + MINUTE);
  }
}

function periodOf(subscribers: readonly Subscriber[]): Period {
  const times = subscribers.flatMap(({ webhooks }) => webhooks.map(({ createdAtMs }) => createdAtMs));
  return {
    fromMs: times.reduce((one, other) => Math.min(one, other)),
    untilMs: times.reduce((one, other) => Math.max(one, other)),
  };
}
