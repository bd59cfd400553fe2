import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { postWebhook } from '../../tools/cli/stage/post-webhook.ts';
import type { LocalStack } from '../../tools/local/local-stack.ts';
import type { Operation } from '../../tools/track-api/operation.ts';
import { createWebhooks, type StreamedWebhook } from '../deliver/webhooks.ts';
import { quantile } from '../measure/figure.ts';
import { CONNECTION, type Stage } from './stage.ts';
import { until } from './waits.ts';

export interface Load {
  /** Number of first webhooks, which are not measured. */
  readonly warmUp: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** Returns numbers from 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
}

export interface Latency {
  /** Time from the 200 until the stand-in for Customer.io has applied the event. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Time from the request to the 200. */
  readonly answerP99Ms: number;
  readonly webhooksPerRequest: number;
  /** Load of this process, which has the sender and all servers. Near 1, this process limits the result. */
  readonly busyShare: number;
}

/** Parallel requests of the warm-up, as many as the local run has execution environments of `receive`. */
const AT_ONCE = 4;
const GIVE_UP_MS = 60_000;

/**
 * Measures the latency of webhooks that arrive at random, `perSecond` on average, without waiting for earlier answers.
 */
export async function measureLatency(stage: Stage, load: Load): Promise<Latency> {
  const { warmUp, perSecond, seconds } = load;
  const appliedAtMs = new Map<string, number>();
  const stack = await stage.start({
    track: {
      rememberRequests: 0,
      onApplied: (operation) => {
        const person = personOf(operation);
        if (person !== undefined) appliedAtMs.set(person, performance.now());
      },
    },
  });
  try {
    const webhooks = createWebhooks(warmUp + perSecond * seconds, Date.now());
    const measured = webhooks.slice(warmUp);
    const areApplied = (count: number) => until('applied', GIVE_UP_MS, () => appliedAtMs.size >= count);
    stack.eventSource.start();
    await postAtOnce(stack, webhooks.slice(0, warmUp));
    await areApplied(warmUp);

    const { requests } = stack.track.traffic();
    const loop = performance.eventLoopUtilization();
    const answers = await postAtRandom(stack, measured, load);
    await areApplied(webhooks.length);
    const { utilization } = performance.eventLoopUtilization(loop);

    const latencies = answers.map(
      ({ answeredAtMs, userId }) => (appliedAtMs.get(userId) ?? Number.NaN) - answeredAtMs,
    );
    return {
      p50Ms: shareOf(latencies, 0.5),
      p99Ms: shareOf(latencies, 0.99),
      answerP99Ms: shareOf(
        answers.map(({ answeredAtMs, postedAtMs }) => answeredAtMs - postedAtMs),
        0.99,
      ),
      webhooksPerRequest: measured.length / (stack.track.traffic().requests - requests),
      busyShare: utilization,
    };
  } finally {
    await stack.stop();
  }
}

/** Returns the person of an event. Each webhook of the stream has another person, and events start campaigns. */
function personOf(operation: Operation): string | undefined {
  return operation.action === 'event' ? String(operation.identifiers.id) : undefined;
}

const shareOf = (values: readonly number[], share: number) =>
  quantile(
    values.toSorted((one, other) => one - other),
    share,
  );

interface Answered {
  readonly userId: string;
  readonly postedAtMs: number;
  readonly answeredAtMs: number;
}

/** Posts a webhook. @throws if the answer is not 200 */
async function post(stack: LocalStack, { body, userId }: StreamedWebhook): Promise<Answered> {
  const url = `${stack.url}/webhooks/${CONNECTION}`;
  const postedAtMs = performance.now();
  const response = await postWebhook(url, Buffer.from(body), stack.sharedSecrets[CONNECTION] ?? '');
  const answeredAtMs = performance.now();
  await response.text(); // read to its end, so that the connection is reused
  if (response.status !== 200) throw new Error(`receive has answered ${response.status}`);
  return { userId, postedAtMs, answeredAtMs };
}

/** Posts webhooks as fast as they are answered. */
async function postAtOnce(stack: LocalStack, webhooks: readonly StreamedWebhook[]): Promise<void> {
  const waiting = webhooks.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const webhook of waiting) await post(stack, webhook);
    }),
  );
}

function postAtRandom(
  stack: LocalStack,
  webhooks: readonly StreamedWebhook[],
  { perSecond, random }: Load,
): Promise<Answered[]> {
  let dueMs = 0;
  return Promise.all(
    webhooks.map(async (webhook) => {
      dueMs += (-Math.log(1 - random()) * 1000) / perSecond;
      await wait(dueMs);
      return post(stack, webhook);
    }),
  );
}
