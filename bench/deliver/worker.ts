import { readFileSync } from 'node:fs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { required } from '../../functions/settings.ts';
import { readUsage } from '../../tools/local/lambda/process-usage.ts';
import { answerParent } from '../measure/answer-parent.ts';
import { type PlaceTime, takeProfile } from './take-profile.ts';

/** Delivers one batch and returns the failed messages, as a function with an SQS event source does. */
export type Worker = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

export type WorkerQuestion =
  /** Runs batches one after the other for this time, at least one. Continues where the last run ended. */
  | { readonly kind: 'run'; readonly forMs: number }
  /** The same, with a profile. */
  | { readonly kind: 'profile'; readonly forMs: number };

/** The cost of a run. */
export interface Run {
  readonly events: number;
  readonly wallMs: number;
  /** User and system time of all threads. */
  readonly cpuMs: number;
  /** Peak memory of this process, in MiB. */
  readonly peakMemoryMb: number;
}

/** Profile of a run. */
export interface Profile {
  readonly events: number;
  readonly places: readonly PlaceTime[];
}

/** Environment variables of a worker. */
export interface WorkerEnvironment {
  readonly TRACK_API_ORIGIN: string;
  /** Path of the batches, a JSON array of `SQSEvent`. */
  readonly BATCHES: string;
}

/** Lambda's timeout of `deliver`, in milliseconds. */
const TIMEOUT_MS = 30_000;

/** Runs this worker for the parent process. */
export function answerAsWorker(worker: Worker): void {
  const batches: SQSEvent[] = JSON.parse(readFileSync(required(process.env, 'BATCHES'), 'utf8'));
  let position = 0;

  async function run(forMs: number): Promise<Run> {
    let events = 0;
    const cpuBefore = process.cpuUsage();
    const startedAtMs = performance.now();
    do {
      const batch = batches[position % batches.length] ?? { Records: [] };
      position += 1;
      const { batchItemFailures } = await worker(batch, newContext());
      if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} were not delivered`);
      events += batch.Records.length;
    } while (performance.now() - startedAtMs < forMs);
    const wallMs = performance.now() - startedAtMs;
    const { user, system } = process.cpuUsage(cpuBefore);
    const peakMemoryMb = readUsage().peakMemoryBytes / 2 ** 20;
    return { events, wallMs, cpuMs: (user + system) / 1000, peakMemoryMb };
  }

  async function profile(forMs: number): Promise<Profile> {
    let events = 0;
    const places = await takeProfile(async () => {
      ({ events } = await run(forMs));
    });
    return { events, places };
  }

  answerParent(async ({ kind, forMs }: WorkerQuestion): Promise<Run | Profile> => {
    return kind === 'run' ? run(forMs) : profile(forMs);
  });
}

/** Returns the messages whose part of the work failed. */
export function failuresOf(
  { Records }: SQSEvent,
  results: readonly PromiseSettledResult<unknown>[],
): SQSBatchResponse {
  const failed = Records.filter((_, index) => results[index]?.status !== 'fulfilled');
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

let invocations = 0;

function newContext(): Context {
  invocations += 1;
  const startedAtMs = Date.now();
  const name = 'deliver';
  return {
    awsRequestId: `00000000-0000-4000-8000-${String(invocations).padStart(12, '0')}`,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:eu-west-1:123456789012:function:${name}`,
    memoryLimitInMB: '512',
    logGroupName: name,
    logStreamName: name,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => startedAtMs + TIMEOUT_MS - Date.now(),
    done() {},
    fail() {},
    succeed() {},
  };
}
