import { setTimeout as wait } from 'node:timers/promises';
import type { Scene } from './scene.ts';

/** What became of a batch that Customer.io did not want to have yet. */
export interface Throttling {
  /** How long the worker was at work; `undefined`: until Lambda ended it. */
  readonly seconds: number | undefined;
  /** Requests that were answered 429. */
  readonly refusedRequests: number;
  /** Webhooks that come back with the queue. */
  readonly back: number;
  /** For how many seconds the worker hides the messages that come back, the least and the most; nothing if it does not. */
  readonly hiddenForSeconds: readonly [least: number, most: number] | undefined;
  /** How many events Customer.io has counted in the end: none, or more than once. */
  readonly lost: number;
  readonly twice: number;
}

export const RETRY_AFTER_SECONDS = 2;
/** Customer.io is well again a little before it said: a timer is early by a millisecond now and then. */
const THROTTLED_MS = RETRY_AFTER_SECONDS * 1000 - 100;

export async function observeThrottling(scene: Scene): Promise<Throttling> {
  const { track, event, settled } = scene;
  let firstAtMs: number | undefined;
  let refusedRequests = 0;
  track.faults.add(
    {
      status: 429,
      headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
      body: { meta: { error: 'too many requests' } },
    },
    {
      match: ({ arrivedAtMs }) => {
        firstAtMs ??= arrivedAtMs;
        return arrivedAtMs < firstAtMs + THROTTLED_MS;
      },
      onStruck: () => {
        refusedRequests += 1;
      },
    },
  );
  const handled = await scene.deliver(event);
  const failed = handled?.failed ?? [];
  if (failed.length > 0) {
    await wait(RETRY_AFTER_SECONDS * 1000);
    await scene.deliverAgain(failed);
  }
  const { hiddenForSeconds } = settled;
  const counted = scene.counted();
  return {
    seconds: handled && handled.wallMs / 1000,
    refusedRequests,
    back: failed.length,
    hiddenForSeconds:
      hiddenForSeconds.length === 0
        ? undefined
        : [Math.min(...hiddenForSeconds), Math.max(...hiddenForSeconds)],
    lost: counted.filter((count) => count === 0).length,
    twice: counted.filter((count) => count > 1).length,
  };
}
