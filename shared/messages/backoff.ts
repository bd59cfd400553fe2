import { BACKOFF_BASE_SECONDS, BACKOFF_CAP_SECONDS, SQS_MAX_RECEIVE_COUNT } from './timing.ts';

/** For the first waits, which are few and may all be short. */
const SPARE_RECEIVES = 10;

/** Longest wait after the `receiveCount`-th receive (1 is the first), in seconds. */
export function backoffCeilingSeconds(receiveCount: number): number {
  return Math.min(BACKOFF_CAP_SECONDS, BACKOFF_BASE_SECONDS * 2 ** (receiveCount - 1));
}

/**
 * How long a message stays hidden after the `receiveCount`-th receive, in whole seconds: full jitter, so that a backlog
 * does not come back all at once. At least one second, because a message that is visible at once burns its receives.
 *
 * @param random from 0 to less than 1
 */
export function backoffSeconds(receiveCount: number, random: number): number {
  return 1 + Math.floor(random * backoffCeilingSeconds(receiveCount));
}

/**
 * Receives that SQS must allow so that its redrive policy does not strike before `retryForSeconds` are over. The jitter
 * halves the ceilings on average; this counts with a quarter of them, which hundreds of draws do not fall below. From
 * some 62 h on SQS's own limit is less than that, and still well above the average.
 */
export function maxReceiveCountFor(retryForSeconds: number): number {
  let waitedSeconds = 0;
  let receives = SPARE_RECEIVES;
  while (waitedSeconds < retryForSeconds && receives < SQS_MAX_RECEIVE_COUNT) {
    waitedSeconds += backoffCeilingSeconds(receives - SPARE_RECEIVES + 1) / 4;
    receives += 1;
  }
  return receives;
}
