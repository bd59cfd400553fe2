import { countMessages, type QueueCounts } from '../../shared/dead-letters/queue-counts.ts';
import { scan } from '../../shared/dead-letters/scan.ts';
import { LetterGroups } from './letter-groups.ts';
import { type WidgetCall, withHold } from './widget-call.ts';

/** The result of one look. */
export interface Look {
  readonly counts: QueueCounts;
  readonly groups: LetterGroups;
}

/** Maximum size of the sample. */
const MAX_LOOKED = 1_000;
/** Maximum time for the sample, because a user waits for the page. */
const LOOK_MS = 5_000;

/** Counts the dead-letter queue, and groups a sample of it. */
export async function look(call: WidgetCall): Promise<Look> {
  const { queues } = call;
  const groups = new LetterGroups(Date.now());
  // Counted before the sample, which hides messages.
  const counts = await countMessages(queues, queues.deadLetterQueueUrl);
  await withHold(call, async (hold) => {
    for await (const letter of scan(hold, queues.pollSeconds, AbortSignal.timeout(LOOK_MS))) {
      groups.add(letter);
      if (groups.all.count >= MAX_LOOKED) break;
    }
  });
  return { counts, groups };
}
