import type { DeadLetter } from './dead-letter.ts';
import type { Hold } from './hold.ts';
import { scan } from './scan.ts';
import { sizeOf } from './send-messages.ts';
import { Tally } from './tally.ts';

/** The dead letters of an action, with their bodies. Later ones are not included. */
export interface Collected {
  readonly letters: readonly DeadLetter[];
  readonly tally: Tally;
  /** Number of dead letters looked at. */
  readonly looked: number;
  /** True if a limit of time, memory or hidden messages ended the look, so that there may be more. */
  readonly isCutShort: boolean;
}

export interface Choice {
  readonly isChosen: (letter: DeadLetter) => boolean;
  /** Maximum number to collect. */
  readonly limit: number;
  /** Maximum size of bodies and attributes in memory. */
  readonly maxBytes: number;
  readonly pollSeconds: number;
  readonly interrupted: AbortSignal;
  /** Called with the numbers found and looked at so far. */
  readonly onLook: (found: number, looked: number) => void;
}

/** Finds the chosen dead letters, which stay hidden until the hold ends. */
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
