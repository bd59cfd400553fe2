import { Backlog } from './backlog.ts';
import { FrontDoor, type FrontDoorSettings } from './front-door.ts';
import { LIMITS } from './limits.ts';
import { Purchasely, sum } from './purchasely.ts';

/** A deployed stage: its settings, and measurements of its parts. */
export interface SimulatedStage {
  readonly throttle: FrontDoorSettings['throttle'];
  readonly maximumConcurrency: number;
  readonly receiveSeconds: number;
  readonly deliver: Delivery;
  /** Request units of the people table per second. */
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
  /** Webhooks in the events queue at the start. */
  readonly queued: number;
  /** Webhooks sent by Purchasely over `overSeconds`. */
  readonly sent: number;
  readonly overSeconds: number;
  /** Buyers per second. They are too few to affect the others. */
  readonly buyersPerSecond: number;
}

export interface Outcome {
  /** Time until the last webhook was delivered, or until the simulation was cut off. */
  readonly seconds: number;
  readonly done: number;
  /** Webhooks in the events queue at the end. */
  readonly waiting: number;
  /** Webhooks not sent yet, or refused and to be sent again. */
  readonly outstanding: number;
  readonly givenUp: number;
  /** Longest time of a webhook in the events queue. */
  readonly worstAgeSeconds: number;
  /** Number of requests, so a webhook may count several times. */
  readonly answered429: number;
  readonly answered503: number;
  readonly buyersRefused: number;
  /** Buyers who waited for an environment to start. */
  readonly buyersSlow: number;
  readonly mostWorkers: number;
  readonly mostTrackRequestsPerSecond: number;
  readonly mostReadsPerSecond: number;
}

/**
 * Simulates a wave on a stage, second by second, with fractions of webhooks. Batches are full, as with a backlog.
 * Nothing fails, and webhooks above a limit wait.
 *
 * @param forSeconds time after which the simulation is cut off
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

/** Smaller values are rounding errors of sums. */
const DUST = 1e-3;

const mostWorkersOf = ({ maximumConcurrency, deliver }: SimulatedStage) =>
  Math.min(maximumConcurrency, Math.floor(LIMITS.messagesInFlight / deliver.webhooks));

/** Returns the webhooks of one worker per second. */
const perSecondOf = ({ webhooks, seconds }: Delivery) => webhooks / seconds;

/** Returns the webhooks per second that Customer.io and the people table can take. */
function mostPerSecondOf({ deliver, table }: SimulatedStage): number {
  const batches = Math.min(
    LIMITS.trackRequestsPerSecond / deliver.trackRequests,
    table.reads / deliver.reads,
    table.writes / deliver.writes,
  );
  return batches * deliver.webhooks;
}
