import { allOf } from '../batches.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { Hold } from './hold.ts';

/** Number of parallel receives. */
const LANES = 8;

/**
 * Yields every visible dead letter once. Reads at most one round ahead of the caller.
 *
 * @param pollSeconds duration of the long poll that confirms an empty queue
 */
export async function* scan(
  hold: Hold,
  pollSeconds: number,
  interrupted: AbortSignal,
): AsyncGenerator<DeadLetter, void> {
  while (!interrupted.aborted && !hold.isFull) {
    // Waits for all receives, because messages of an abandoned one would stay hidden.
    const round = await allOf(Array.from({ length: LANES }, () => hold.receive(0)));
    const isEmpty = round.every(({ received }) => received === 0);
    const last = isEmpty && pollSeconds > 0 ? [await hold.receive(pollSeconds)] : [];
    if (isEmpty && last.every(({ received }) => received === 0)) return;
    for (const { letters } of [...round, ...last]) yield* letters;
  }
}
