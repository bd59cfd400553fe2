import type { Customerio } from '../customerio/start-customerio.ts';
import type { Child } from '../measure/child.ts';
import { interleave } from '../measure/interleave.ts';
import type { Contender, ContenderName } from './contenders.ts';
import type { Stand } from './stand.ts';
import type { Run, WorkerQuestion } from './worker.ts';

/** Durations of the work of a worker, in milliseconds. Each has at least one batch. */
export interface Durations {
  /** Warm-up: compiles code, opens connections, reads secrets. */
  readonly warmUpMs: number;
  readonly measuredMs: number;
}

/** One round of one contender with batches of one size. */
export interface Sample {
  /** With an immediate answer of Customer.io. */
  readonly eventsPerSecond: number;
  readonly cpuMsPerEvent: number;
  readonly callsPerEvent: number;
  /** Bytes of bodies and headers. */
  readonly bytesPerEvent: number;
  /** With an answer of Customer.io after 50 ms, and after 200 ms. */
  readonly eventsPerSecond50: number;
  readonly eventsPerSecond200: number;
  readonly peakMemoryMb: number;
}

/** Samples of each round, by batch size and contender. */
export type Samples = ReadonlyMap<number, ReadonlyMap<string, readonly Sample[]>>;

/** Measures all contenders with batches of each size. */
export async function measure(
  stand: Stand,
  customerio: Customerio,
  durations: Durations,
  rounds: number,
  onProgress: (line: string) => void,
): Promise<Samples> {
  const samples = new Map<number, Map<string, Sample[]>>();
  for (const batchSize of stand.batchSizes) {
    const contenders = stand.contenders.map((contender) => ({
      name: contender.name,
      measure: () => measureOne(stand, contender, batchSize, customerio, durations),
    }));
    const measured = await interleave(contenders, rounds, (line) =>
      onProgress(`batches of ${batchSize}, ${line}`),
    );
    samples.set(batchSize, measured);
  }
  return samples;
}

async function measureOne(
  stand: Stand,
  contender: Contender,
  batchSize: number,
  customerio: Customerio,
  { warmUpMs, measuredMs }: Durations,
): Promise<Sample> {
  await customerio.setDelay(0);
  const worker = await stand.start(contender, { trackOrigin: customerio.origin, batchSize });
  try {
    await expectEvents(worker, customerio, contender);
    await run(worker, warmUpMs);
    await customerio.reset();
    const fast = await run(worker, measuredMs);
    const { requests, bytes } = await customerio.counts();
    await customerio.setDelay(50);
    const after50 = await run(worker, measuredMs);
    await customerio.setDelay(200);
    const after200 = await run(worker, measuredMs);
    return {
      eventsPerSecond: perSecond(fast),
      cpuMsPerEvent: fast.cpuMs / fast.events,
      callsPerEvent: requests / fast.events,
      bytesPerEvent: bytes / fast.events,
      eventsPerSecond50: perSecond(after50),
      eventsPerSecond200: perSecond(after200),
      peakMemoryMb: after200.peakMemoryMb,
    };
  } finally {
    await worker.stop();
  }
}

/** Checks that a contender sends an event for each webhook. @throws if it does not */
async function expectEvents(worker: Child, customerio: Customerio, { name }: Contender): Promise<void> {
  await customerio.reset({ isRead: true });
  const { events } = await run(worker, 0);
  const counts = await customerio.counts();
  if (counts.events === events) return;
  throw new Error(`${name} has sent ${counts.events} events for ${events} webhooks`);
}

function run(worker: Child, forMs: number): Promise<Run> {
  const question: WorkerQuestion = { kind: 'run', forMs };
  return worker.ask<Run>(question);
}

const perSecond = ({ events, wallMs }: Run) => (events / wallMs) * 1000;

/** Returns one value per round. */
export function byRound(
  samples: Samples,
  batchSize: number,
  name: ContenderName,
  value: (sample: Sample) => number,
): number[] {
  return (samples.get(batchSize)?.get(name) ?? []).map(value);
}
