import { allOf } from '../batches.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { Hold } from './hold.ts';

/** Receives under way at once. */
const LANES = 8;

/**
 * Every dead letter that is visible, each once, until there is no more or the reader has enough. Nothing is read ahead of
 * the reader but one round.
 *
 * @param pollSeconds how long "nothing" is waited for before it is believed
 */
export async function* scan(
  hold: Hold,
  pollSeconds: number,
  interrupted: AbortSignal,
): AsyncGenerator<DeadLetter, void> {
  while (!interrupted.aborted && !hold.isFull) {
    // No receive is cut short or left behind: the messages that SQS has handed out by then would stay hidden.
    const round = await allOf(Array.from({ length: LANES }, () => hold.receive(0)));
    const isEmpty = round.every(({ received }) => received === 0);
    const last = isEmpty && pollSeconds > 0 ? [await hold.receive(pollSeconds)] : [];
    if (isEmpty && last.every(({ received }) => received === 0)) return;
    for (const { letters } of [...round, ...last]) yield* letters;
  }
}
