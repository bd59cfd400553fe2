import { ASSUMED } from '../cost/assumptions.ts';
import { billWebhook } from '../cost/bill.ts';
import type { CountedDesign } from '../cost/count-usage.ts';
import type { Deployment } from '../cost/deployment.ts';
import type { App } from './apps.ts';
import type { WorkerSample } from './measure-worker.ts';
import type { SimulatedStage } from './simulate.ts';

/** Measurements of a round. */
export interface Round {
  /** Samples by the answer time of Customer.io, in milliseconds. */
  readonly workers: ReadonlyMap<number, WorkerSample>;
  /** Counts of renewals only. */
  readonly counted: CountedDesign;
}

/** Default answer time of Customer.io, in milliseconds. */
export const ANSWER_MS: number = ASSUMED.customerioMs;

/** Returns the stage of an app, with the measurements of a round. */
export function stageOf(
  { workers, counted }: Round,
  { batchSize, ...deployment }: Deployment,
  { settings }: App,
  answerMs = ANSWER_MS,
): SimulatedStage {
  const worker = workers.get(answerMs);
  if (worker === undefined) throw new RangeError(`nothing was measured with answers of ${answerMs} ms`);
  const { units, webhooks } = counted.usage.backlog;
  const { billedMs } = billWebhook(counted, { batchSize, ...deployment }, 'backlog');
  return {
    ...settings,
    receiveSeconds: billedMs.receive / 1000,
    deliver: {
      seconds: secondsInLambda(worker, deployment.deliver.memoryMb),
      webhooks: batchSize,
      trackRequests: worker.requests / worker.batches,
      reads: (units.read / webhooks) * batchSize,
      writes: (units.write / webhooks) * batchSize,
    },
  };
}

/**
 * Returns the duration of an invocation in Lambda: the time measured here, with the CPU time stretched to the share of
 * a CPU for this memory. Too high if the function computes while it waits.
 */
export function secondsInLambda({ wallMs, cpuMs, batches }: WorkerSample, memoryMb: number): number {
  const share = Math.min(1, memoryMb / ASSUMED.vcpuMemoryMb);
  return (wallMs + cpuMs * (1 / share - 1)) / batches / 1000;
}
