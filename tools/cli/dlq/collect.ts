import type { Session } from '../base/session.ts';
import { number } from '../base/words.ts';
import { countMessages } from '../stage/queue-counts.ts';
import type { DeadLetter } from './dead-letter.ts';
import { type Filter, matches } from './filter.ts';
import { describeHidden } from './format.ts';
import type { Hold } from './hold.ts';
import type { HashPerson } from './person-hash.ts';
import { scan } from './scan.ts';
import { sizeOf } from './send-messages.ts';
import { Tally } from './tally.ts';

/** Dead letters that a command is about to act on, bodies and all: exactly these, and no others that come meanwhile. */
export interface Collected {
  readonly letters: readonly DeadLetter[];
  readonly tally: Tally;
  /** Dead letters looked at. */
  readonly looked: number;
  /** Set if memory, or what SQS hides at once, ended the look: there may be more, for another run. */
  readonly isCutShort: boolean;
}

/** Bodies kept in memory by one command: some hundred thousand webhooks. */
const MAX_COLLECTED_BYTES = 256 * 1024 * 1024;

/** Finds what the filter chooses, and hides it until the hold ends. */
export async function collect(
  hold: Hold,
  filter: Filter,
  hashPerson: HashPerson,
  limit: number,
  { stage, terminal, interrupted }: Session,
): Promise<Collected> {
  const { inFlight } = await countMessages(stage, stage.deadLetterQueueUrl);
  if (inFlight > 0) terminal.note(describeHidden(inFlight));

  const letters: DeadLetter[] = [];
  const tally = new Tally(Date.now());
  let looked = 0;
  let bytes = 0;
  for await (const letter of scan(hold, stage.pollSeconds, interrupted)) {
    looked += 1;
    if (looked % 100 === 0) terminal.progress(`${number(letters.length)} of ${number(looked)} looked at …`);
    if (!matches(letter, filter, hashPerson)) continue;
    letters.push(letter);
    tally.add(letter);
    bytes += sizeOf(letter);
    if (letters.length >= limit || bytes >= MAX_COLLECTED_BYTES) break;
  }
  return { letters, tally, looked, isCutShort: hold.isFull || bytes >= MAX_COLLECTED_BYTES };
}
