import { fileURLToPath } from 'node:url';
import type { LambdaFunction } from '../../tools/local/lambda/lambda-function.ts';
import type { ProcessUsage } from '../../tools/local/lambda/process-usage.ts';
import { type Child, startChild } from '../measure/child.ts';
import type { Arrived, BacklogQuestion, Origins } from './backlog-process.ts';
import { CONNECTION, type Stage } from './stage.ts';
import { within } from './waits.ts';

export interface Drain {
  /** Time from the first poll to the empty queue. */
  readonly wallMs: number;
  /** Times of the first half of the webhooks and of the second. */
  readonly halvesMs: readonly [number, number];
  /** CPU time of the worker without its start. */
  readonly cpuMs: number;
  /** Peak memory of the worker since its start. */
  readonly peakMemoryBytes: number;
}

const PROCESS = fileURLToPath(new URL('./backlog-process.ts', import.meta.url));
const GIVE_UP_MS = 60_000;
/** Timeout per webhook. A slow machine needs a millisecond. */
const GIVE_UP_MS_PER_WEBHOOK = 5;

export const startBacklog = (): Promise<Child> =>
  startChild(PROCESS, { execArgv: ['--disable-warning=ExperimentalWarning'] });

/**
 * Measures how one started worker empties a full queue.
 *
 * @throws if a webhook arrives twice or not at all
 */
export async function measureDrain(stage: Stage, backlog: Child, webhooks: number): Promise<Drain> {
  const ask = <Answered>(question: BacklogQuestion) => backlog.ask<Answered>(question);
  await ask<void>({ kind: 'fill', webhooks, connection: CONNECTION });
  const origins = await ask<Origins>({ kind: 'origins' });
  const stack = await stage.start({
    maximumConcurrency: 1,
    between: { sqs: async () => origins.sqs },
    environment: { TRACK_API_ORIGIN: origins.track },
  });
  try {
    await stack.deliver.invoke({ Records: [] });
    const started = await usageOf(stack.deliver);
    const startedAtMs = performance.now();
    stack.eventSource.start();
    const arrived = await within(
      'the queue is empty',
      GIVE_UP_MS + webhooks * GIVE_UP_MS_PER_WEBHOOK,
      ask<Arrived>({ kind: 'drained' }),
    );
    const wallMs = performance.now() - startedAtMs;
    expectOnce(arrived, webhooks);
    const { cpuMs, peakMemoryBytes } = await usageOf(stack.deliver);
    const { halvesMs } = arrived;
    return { wallMs, halvesMs, cpuMs: cpuMs - started.cpuMs, peakMemoryBytes };
  } finally {
    await stack.stop();
  }
}

async function usageOf(worker: LambdaFunction): Promise<ProcessUsage> {
  const [usage, ...others] = await worker.usage();
  if (usage === undefined || others.length > 0) throw new Error('one worker was expected, and idle');
  return usage;
}

function expectOnce({ events, differentEvents }: Arrived, webhooks: number): void {
  if (events === webhooks && differentEvents === webhooks) return;
  throw new Error(`of ${webhooks} webhooks, ${events} arrived, ${differentEvents} of them different`);
}
