import { ASSUMED } from '../cost/assumptions.ts';
import { lambdaGbSecondUsd } from '../cost/prices.ts';
import { type Figure, figureOf } from '../measure/figure.ts';
import { BATCH_SIZES, deliverName, RECEIVE, type Work } from './workloads.ts';

/** What one workload does in Lambda with so much memory. */
export interface WithMemory {
  readonly memoryMb: number;
  /** CPUs that come with it. */
  readonly cpus: number;
  readonly coldMs: Figure;
  readonly warmMs: Figure;
  /** Dollars for the duration of a million warm invocations. */
  readonly usd: Figure;
}

/** Milliseconds in which nothing is computed: one call, and at a cold start the secrets before it. */
const WAITS = new Map<string, { readonly coldMs: number; readonly warmMs: number }>([
  [RECEIVE, { coldMs: 2 * ASSUMED.awsMs, warmMs: ASSUMED.awsMs }],
  ...BATCH_SIZES.map((batchSize): [string, { coldMs: number; warmMs: number }] => [
    deliverName(batchSize),
    { coldMs: ASSUMED.awsMs + ASSUMED.customerioMs, warmMs: ASSUMED.customerioMs },
  ]),
]);

/**
 * Stretches CPU time by the share of a CPU that Lambda gives for the memory, and adds the waits, which are the same with
 * any memory.
 *
 * @param works of one workload, one a round
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
export function withMemory(name: string, works: readonly Work[], memoryMb: number): WithMemory {
  const waits = WAITS.get(name);
  if (waits === undefined) throw new RangeError(`nobody knows what ${name} waits for`);
  const cpus = Math.min(1, memoryMb / ASSUMED.vcpuMemoryMb);
  const warmMs = works.map(({ warmCpuMs }) => warmCpuMs / cpus + waits.warmMs);
  return {
    memoryMb,
    cpus,
    coldMs: figureOf(works.map(({ coldCpuMs }) => coldCpuMs / cpus + waits.coldMs)),
    warmMs: figureOf(warmMs),
    usd: figureOf(warmMs.map((ms) => ((ms * 1e6) / 1000) * (memoryMb / 1024) * lambdaGbSecondUsd)),
  };
}
