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
  /** Webhooks that go first and are not timed. */
  readonly warmUp: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** From 0 to less than 1. */
  readonly random: () => number;
}

export interface Latency {
  /** From the 200 to the event being applied at the stand-in for Customer.io. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** From the request to the 200. */
  readonly answerP99Ms: number;
  readonly webhooksPerRequest: number;
  /** Of this process, which is the load and all servers: near 1 it is what is measured. */
  readonly busyShare: number;
}

/** Of the warm-up: as many as the local run has execution environments of `receive`. */
const AT_ONCE = 4;
const GIVE_UP_MS = 60_000;

/** Times the way of webhooks that come at random, `perSecond` on average, whether or not earlier ones were answered. */
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

/** Each webhook of the stream is another person's; the event is what campaigns wait for. */
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

/** @throws if one is not answered with 200 */
async function post(stack: LocalStack, { body, userId }: StreamedWebhook): Promise<Answered> {
  const url = `${stack.url}/webhooks/${CONNECTION}`;
  const postedAtMs = performance.now();
  const response = await postWebhook(url, Buffer.from(body), stack.sharedSecrets[CONNECTION] ?? '');
  const answeredAtMs = performance.now();
  await response.text(); // read to its end, its connection carries the next one
  if (response.status !== 200) throw new Error(`receive has answered ${response.status}`);
  return { userId, postedAtMs, answeredAtMs };
}

/** As quickly as they are answered. */
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
