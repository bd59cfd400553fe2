import { Backlog } from './backlog.ts';
import { FrontDoor, type FrontDoorSettings } from './front-door.ts';
import { LIMITS } from './limits.ts';
import { Purchasely, sum } from './purchasely.ts';

/** A deployed stage: its settings, and what was measured of its parts. */
export interface SimulatedStage {
  readonly throttle: FrontDoorSettings['throttle'];
  readonly maximumConcurrency: number;
  readonly receiveSeconds: number;
  readonly deliver: Delivery;
  /** Request units that the people table has in a second. */
  readonly table: { readonly reads: number; readonly writes: number };
}

/** An invocation of `deliver` with a full batch. */
export interface Delivery {
  readonly seconds: number;
  readonly webhooks: number;
  readonly trackRequests: number;
  readonly reads: number;
  readonly writes: number;
}

export interface Wave {
  /** In the events queue when it begins. */
  readonly queued: number;
  /** Sent by Purchasely, over this number of seconds. */
  readonly sent: number;
  readonly overSeconds: number;
  /** Buyers at all times: few enough to change nothing for the others. */
  readonly buyersPerSecond: number;
}

export interface Outcome {
  /** Until the last webhook was delivered; of a wave that was cut off, how long it was watched. */
  readonly seconds: number;
  readonly done: number;
  /** In the events queue, when it ended. */
  readonly waiting: number;
  /** Not sent yet, or refused and to come again. */
  readonly outstanding: number;
  readonly givenUp: number;
  /** The longest that a webhook was in the events queue. */
  readonly worstAgeSeconds: number;
  /** Requests, so a webhook may count several times. */
  readonly answered429: number;
  readonly answered503: number;
  readonly buyersRefused: number;
  /** Those that waited for an environment to start. */
  readonly buyersSlow: number;
  readonly mostWorkers: number;
  readonly mostTrackRequestsPerSecond: number;
  readonly mostReadsPerSecond: number;
}

/**
 * Lets a wave run over a stage, second by second, in fractions of webhooks. Batches are full, as those of a backlog are, and
 * nothing fails; what is above a limit waits.
 *
 * @param forSeconds after which it is cut off
 */
export function simulateWave(
  stage: SimulatedStage,
  wave: Wave,
  forSeconds = Number.POSITIVE_INFINITY,
): Outcome {
  const purchasely = new Purchasely(wave.sent, wave.overSeconds);
  const environments = LIMITS.environments - stage.maximumConcurrency;
  const door = new FrontDoor({ ...stage, environments });
  const backlog = new Backlog();
  backlog.add(wave.queued, 0);
  const total = { done: 0, answered429: 0, answered503: 0, buyersRefused: 0, buyersSlow: 0 };
  const most = { workers: 0, webhooks: 0 };
  let workers: number = LIMITS.batches.atFirst;
  let second = 0;

  for (; second < forSeconds && purchasely.outstanding + backlog.waiting > DUST; second += 1) {
    const sendings = purchasely.send(second);
    const requests = sum(sendings);
    const { accepted, answered429, answered503, slow } = door.pass(requests);
    backlog.add(accepted, second);
    if (requests > 0) {
      const refused = (answered429 + answered503) / requests;
      purchasely.refuse(sendings, refused, second);
      total.answered429 += answered429;
      total.answered503 += answered503;
      total.buyersRefused += wave.buyersPerSecond * refused;
      total.buyersSlow += wave.buyersPerSecond * (slow / requests);
    }

    const atWork = Math.min(workers, mostWorkersOf(stage));
    const taken = backlog.take(Math.min(perSecondOf(stage.deliver) * atWork, mostPerSecondOf(stage)), second);
    total.done += taken;
    most.workers = Math.max(most.workers, atWork);
    most.webhooks = Math.max(most.webhooks, taken);
    workers = backlog.waiting > 0 ? workers + LIMITS.batches.perSecond : LIMITS.batches.atFirst;
  }

  const { deliver } = stage;
  return {
    seconds: second,
    ...total,
    waiting: backlog.waiting,
    outstanding: purchasely.outstanding,
    givenUp: purchasely.givenUp,
    worstAgeSeconds: backlog.worstAgeSeconds,
    mostWorkers: most.workers,
    mostTrackRequestsPerSecond: (most.webhooks / deliver.webhooks) * deliver.trackRequests,
    mostReadsPerSecond: (most.webhooks / deliver.webhooks) * deliver.reads,
  };
}

/** Less than that is what is left of sums of fractions. */
const DUST = 1e-3;

const mostWorkersOf = ({ maximumConcurrency, deliver }: SimulatedStage) =>
  Math.min(maximumConcurrency, Math.floor(LIMITS.messagesInFlight / deliver.webhooks));

/** Webhooks of one worker in a second. */
const perSecondOf = ({ webhooks, seconds }: Delivery) => webhooks / seconds;

/** Webhooks that Customer.io and the people table take in a second. */
function mostPerSecondOf({ deliver, table }: SimulatedStage): number {
  const batches = Math.min(
    LIMITS.trackRequestsPerSecond / deliver.trackRequests,
    table.reads / deliver.reads,
    table.writes / deliver.writes,
  );
  return batches * deliver.webhooks;
}
