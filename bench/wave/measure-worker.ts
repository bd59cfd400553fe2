import { isDeepStrictEqual } from 'node:util';
import type { SQSEvent } from 'aws-lambda';
import type { ResolvedConfig } from '../../shared/config/resolved.ts';
import type { LambdaFunction } from '../../tools/local/lambda/lambda-function.ts';
import type { ProcessUsage } from '../../tools/local/lambda/process-usage.ts';
import { startLocalStack } from '../../tools/local/local-stack.ts';
import { ASSUMED } from '../cost/assumptions.ts';
import type { Customerio } from '../customerio/start-customerio.ts';
import { type Delay, startDelay } from './delay.ts';
import type { Renewals } from './renewals.ts';

/** Measurement of one execution environment of `deliver` with full batches. */
export interface WorkerSample {
  readonly webhooks: number;
  readonly batches: number;
  /** Time from the first batch to the end of the last. */
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Peak memory of the process. */
  readonly peakMemoryMb: number;
  /** Number of requests to Customer.io. */
  readonly requests: number;
  readonly mostInFlight: number;
}

/** A stage to measure. */
export interface MeasuredStage {
  /** Path of its template. */
  readonly template: string;
  readonly config: ResolvedConfig;
  readonly renewals: Renewals;
}

/**
 * Measures a worker with a Customer.io that answers after `answerMs`, and a people table with the latency of AWS.
 *
 * @throws if a webhook is not delivered
 */
export async function measureWorker(
  { template, config, renewals }: MeasuredStage,
  customerio: Customerio,
  answerMs: number,
): Promise<WorkerSample> {
  const delays: Delay[] = [];
  const stack = await startLocalStack({
    template,
    config,
    maximumConcurrency: 1,
    environment: { POWERTOOLS_LOG_LEVEL: 'INFO', TRACK_API_ORIGIN: customerio.origin }, // as deployed
    between: {
      dynamodb: async (endpoint) => {
        const delay = await startDelay(endpoint, ASSUMED.awsMs);
        delays.push(delay);
        return delay.origin;
      },
    },
  });
  try {
    await customerio.setDelay(0);
    await deliver(stack.deliver, renewals.before); // fills the people table and lets V8 compile
    await customerio.setDelay(answerMs);
    await customerio.reset();
    const before = await usageOf(stack.deliver);
    const startedAtMs = performance.now();
    await deliver(stack.deliver, renewals.now);
    const wallMs = performance.now() - startedAtMs;
    const after = await usageOf(stack.deliver);
    const { requests, mostInFlight } = await customerio.counts();
    return {
      webhooks: renewals.webhooks,
      batches: renewals.now.length,
      wallMs,
      cpuMs: after.cpuMs - before.cpuMs,
      peakMemoryMb: after.peakMemoryBytes / 2 ** 20,
      requests,
      mostInFlight,
    };
  } finally {
    await stack.stop();
    for (const delay of delays) delay.stop();
  }
}

async function deliver(worker: LambdaFunction, batches: readonly SQSEvent[]): Promise<void> {
  for (const batch of batches) {
    const invocation = await worker.invoke(batch);
    if (isDeepStrictEqual(invocation, { kind: 'result', result: { batchItemFailures: [] } })) continue;
    throw new Error(`a batch was not delivered: ${JSON.stringify(invocation)}`);
  }
}

async function usageOf(worker: LambdaFunction): Promise<ProcessUsage> {
  const [usage, ...others] = await worker.usage();
  if (usage === undefined || others.length > 0) throw new Error('one worker was expected, and idle');
  return usage;
}
