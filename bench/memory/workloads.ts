import type { Contender } from '../measure/interleave.ts';
import type { Lambda } from '../measure/lambda.ts';
import type { Stand } from '../receive/stand.ts';
import type { DeliverStand } from './deliver-stand.ts';

/** What a function needs. CPU time is that of all threads, in milliseconds. */
export interface Work {
  /** Importing its code, reading its secrets, and the first invocation. */
  readonly coldCpuMs: number;
  /** An invocation after that. */
  readonly warmCpuMs: number;
  /** After the last of them. */
  readonly rssMb: number;
}

/** Invocations of one environment. */
export interface Counts {
  readonly warmUp: number;
  readonly measured: number;
}

export const BATCH_SIZES = [1, 50] as const;

export const RECEIVE = 'receive';
export const deliverName = (batchSize: number) => `deliver, batches of ${batchSize}`;

/** One for each table. A batch of fifty counts as fifty invocations, or it would be at work for minutes. */
export function workloads(stand: Stand, deliver: DeliverStand, counts: Counts): Contender<Work>[] {
  return [
    { name: RECEIVE, measure: () => measureReceive(stand, counts) },
    ...BATCH_SIZES.map((batchSize) => ({
      name: deliverName(batchSize),
      measure: () =>
        measureDeliver(deliver, batchSize, {
          warmUp: Math.ceil(counts.warmUp / batchSize),
          measured: Math.ceil(counts.measured / batchSize),
        }),
    })),
  ];
}

async function measureReceive({ contenders, startFunction }: Stand, counts: Counts): Promise<Work> {
  const receive = contenders.find(({ name }) => name === 'receive');
  if (receive === undefined) throw new Error('receive was not bundled');
  const environment = await startFunction();
  try {
    return await measure(() => environment.start(receive.bundle, 'ready'), environment.request, counts);
  } finally {
    await environment.stop();
  }
}

async function measureDeliver(stand: DeliverStand, batchSize: number, counts: Counts): Promise<Work> {
  const environment = await stand.startFunction();
  try {
    return await measure(
      () => environment.start(stand.bundle, 'ready'),
      (batches) => stand.deliver(environment, batchSize, batches),
      counts,
    );
  } finally {
    await environment.stop();
  }
}

async function measure(
  start: () => ReturnType<Lambda['start']>,
  invoke: (count: number) => ReturnType<Lambda['invoke']>,
  { warmUp, measured }: Counts,
): Promise<Work> {
  const started = await start();
  const first = await invoke(1);
  await invoke(warmUp);
  const warm = await invoke(measured);
  return {
    coldCpuMs: started.cpuMs + first.cpuMs,
    warmCpuMs: warm.cpuMs / measured,
    rssMb: warm.rssMb,
  };
}
