import { countMessages, type QueueCounts } from '../../shared/dead-letters/queue-counts.ts';
import { scan } from '../../shared/dead-letters/scan.ts';
import { LetterGroups } from './letter-groups.ts';
import { type WidgetCall, withHold } from './widget-call.ts';

/** The result of one look. */
export interface Look {
  readonly counts: QueueCounts;
  readonly groups: LetterGroups;
}

/** Dead letters that suffice to show what is wrong. */
const MAX_LOOKED = 1_000;
/** A person waits for the page. */
const LOOK_MS = 5_000;

/** Counts what is in the dead-letter queue, and what a sample of it is about. */
export async function look(call: WidgetCall): Promise<Look> {
  const { queues } = call;
  const groups = new LetterGroups(Date.now());
  // Before the look, which hides what it sees.
  const counts = await countMessages(queues, queues.deadLetterQueueUrl);
  await withHold(call, async (hold) => {
    for await (const letter of scan(hold, queues.pollSeconds, AbortSignal.timeout(LOOK_MS))) {
      groups.add(letter);
      if (groups.all.count >= MAX_LOOKED) break;
    }
  });
  return { counts, groups };
}
