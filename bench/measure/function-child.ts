/**
 * An execution environment of Lambda: loads a bundle, invokes its handler with one event after the other, and measures.
 */

import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { answerParent } from './answer-parent.ts';

export type FunctionQuestion =
  /** Imports the bundle. With `untilReady`, waits until it has read its secrets. */
  | { readonly kind: 'start'; readonly bundle: string; readonly untilReady: boolean }
  | { readonly kind: 'invoke'; readonly invocations: Invocations };

export interface Invocations {
  /** Events, repeated from the first after the last. */
  readonly events: readonly unknown[];
  readonly count: number;
  /** Expected answer of the handler. */
  readonly answer: unknown;
  readonly timeoutMs: number;
}

/** Durations in milliseconds, and the memory of the process afterwards. */
export interface Spent {
  readonly wallMs: number;
  /** CPU time of all threads. */
  readonly cpuMs: number;
  readonly rssMb: number;
}

interface Bundle {
  readonly handler: (event: unknown, context: object) => Promise<unknown>;
  readonly ready?: () => Promise<unknown>;
}

let bundle: Bundle | undefined;

answerParent(async (question: FunctionQuestion): Promise<Spent> => {
  if (question.kind === 'start') {
    const { href } = pathToFileURL(question.bundle);
    return spend(async () => {
      bundle = (await import(href)) as Bundle;
      if (question.untilReady) await bundle.ready?.();
    });
  }
  return spend(() => invoke(question.invocations));
});

async function invoke({ events, count, answer: expected, timeoutMs }: Invocations): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const answer = await bundle?.handler(events[index % events.length], contextOf(index, timeoutMs));
    if (!isDeepStrictEqual(answer, expected)) throw new Error(`answered ${JSON.stringify(answer)}`);
  }
}

async function spend(work: () => Promise<void>): Promise<Spent> {
  const cpuBefore = process.cpuUsage();
  const startedAtMs = performance.now();
  await work();
  const wallMs = performance.now() - startedAtMs;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wallMs, cpuMs: (user + system) / 1000, rssMb: process.memoryUsage.rss() / 1_000_000 };
}

function contextOf(index: number, timeoutMs: number): object {
  return {
    awsRequestId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    functionName: 'bench',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:bench',
    memoryLimitInMB: '512',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => timeoutMs,
  };
}
