import { installRunClock, type RunClock } from '../local/run-clock.ts';
import type { CampaignSettings } from './campaign-settings.ts';
import type { Evidence } from './evidence.ts';
import type { Life } from './lives/life.ts';
import type { Period } from './outages.ts';
import { openScene, type Scene } from './scene.ts';

/** The clock of a run is so much faster than the machine's: ten seconds of silence cost one. */
const SPEED = 10;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Purchasely gives up after 20 days; whoever still has work after this never ends. */
const MAX_AFTERMATH_MS = 60 * DAY_MS;
const MAX_LAST_REPLAYS = 20;

/**
 * Delivers lives through the local stage while faults strike on every arrow, until nothing is left to do. Time is the
 * run's own and jumps from one thing that is due to the next.
 *
 * @returns what was seen, to be judged
 * @throws if interrupted
 */
export async function runCampaign(settings: CampaignSettings): Promise<Evidence> {
  const period = periodOf(settings.lives);
  const clock = installRunClock({ realMs: Date.now(), shownMs: period.fromMs - HOUR_MS, speed: SPEED });
  try {
    const scene = await openScene(settings, period, clock);
    try {
      await playUntilQuiet(scene, settings, period, clock);
      return scene.evidence();
    } finally {
      await scene.close();
    }
  } finally {
    clock.uninstall();
  }
}

/** All lives, and then replays until what is left as a dead letter has to be one. */
async function playUntilQuiet(
  scene: Scene,
  settings: CampaignSettings,
  period: Period,
  clock: RunClock,
): Promise<void> {
  const { stepMinutes, onProgress, interrupted } = settings;
  for (let replays = 0; replays <= MAX_LAST_REPLAYS; replays += 1) {
    for (let dueMs = scene.nextDueMs(); dueMs !== undefined; dueMs = scene.nextDueMs()) {
      interrupted?.throwIfAborted();
      if (Date.now() > period.untilMs + MAX_AFTERMATH_MS) return;
      clock.jumpTo(Math.max(dueMs, Date.now() + stepMinutes * MINUTE_MS));
      await scene.step();
      onProgress(scene.progress());
    }
    if (replays > 0 && scene.isAllDeadLetterPoison()) return;
    await scene.replay();
    clock.jumpTo(Date.now() + MINUTE_MS);
  }
}

function periodOf(lives: readonly Life[]): Period {
  const times = lives.flatMap(({ webhooks }) => webhooks.map(({ createdAtMs }) => createdAtMs));
  return {
    fromMs: times.reduce((one, other) => Math.min(one, other)),
    untilMs: times.reduce((one, other) => Math.max(one, other)),
  };
}
