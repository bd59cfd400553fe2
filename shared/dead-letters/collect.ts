import type { DeadLetter } from './dead-letter.ts';
import type { Hold } from './hold.ts';
import { scan } from './scan.ts';
import { sizeOf } from './send-messages.ts';
import { Tally } from './tally.ts';

/** Dead letters that are about to be acted on, with their bodies: exactly these, and none that arrive later. */
export interface Collected {
  readonly letters: readonly DeadLetter[];
  readonly tally: Tally;
  /** Dead letters looked at. */
  readonly looked: number;
  /** Set if time, memory, or what SQS hides at once, ended the look: there may be more, for another run. */
  readonly isCutShort: boolean;
}

export interface Choice {
  readonly isChosen: (letter: DeadLetter) => boolean;
  /** How many at most. */
  readonly limit: number;
  /** Bodies and attributes kept in memory at once. */
  readonly maxBytes: number;
  readonly pollSeconds: number;
  readonly interrupted: AbortSignal;
  /** Called with the numbers found and looked at so far. */
  readonly onLook: (found: number, looked: number) => void;
}

/** Finds what is chosen, and hides it until the hold ends. */
export async function collect(hold: Hold, choice: Choice): Promise<Collected> {
  const { isChosen, limit, maxBytes, pollSeconds, interrupted, onLook } = choice;
  const letters: DeadLetter[] = [];
  const tally = new Tally(Date.now());
  let looked = 0;
  let bytes = 0;
  for await (const letter of scan(hold, pollSeconds, interrupted)) {
    looked += 1;
    onLook(letters.length, looked);
    if (!isChosen(letter)) continue;
    letters.push(letter);
    tally.add(letter);
    bytes += sizeOf(letter);
    if (letters.length >= limit || bytes >= maxBytes) break;
  }
  const isCutShort = interrupted.aborted || hold.isFull || bytes >= maxBytes;
  return { letters, tally, looked, isCutShort };
}
