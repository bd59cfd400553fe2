import type { DeadLetter } from '../../shared/dead-letters/dead-letter.ts';
import { holding } from '../../shared/dead-letters/hold.ts';
import { replayLetters } from '../../shared/dead-letters/replay-letters.ts';
import { scan } from '../../shared/dead-letters/scan.ts';
import type { Stage } from '../cli/stage/stage.ts';
import type { Replayed } from './protocol.ts';

/** High, because the queues are in this process. */
const RATE_PER_SECOND = 1_000;

/**
 * Sends dead letters back into the events queue, the way `npm run dlq -- replay` does.
 *
 * @param messageIds ids of the dead letters to replay
 * @param onReplaying called with the request id of each dead letter before it is sent, because it may then be delivered
 * at any moment
 */
export async function replayDeadLetters(
  stage: Stage,
  messageIds: ReadonlySet<string>,
  onReplaying: (requestId: string) => void,
): Promise<Replayed> {
  const note = (line: string) => process.stderr.write(`${line}\n`);
  return holding(stage, note, async (hold) => {
    const letters: DeadLetter[] = [];
    for await (const letter of scan(hold, stage.pollSeconds, new AbortController().signal)) {
      if (!messageIds.has(letter.messageId)) continue;
      letters.push(letter);
      if (letters.length === messageIds.size) break;
    }
    const requestIds = new Map(letters.map(({ messageId, requestId }) => [messageId, requestId]));
    const { sent, error } = await replayLetters(letters, {
      sqs: stage.sqs,
      eventsQueueUrl: stage.eventsQueueUrl,
      hold,
      ratePerSecond: RATE_PER_SECOND,
      shouldStop: () => false,
      onSending(going) {
        for (const { messageId } of going) onReplaying(requestIds.get(messageId) ?? '');
      },
      onSent: () => {},
    });
    if (error !== undefined) throw error;
    return { replayed: sent, missing: messageIds.size - letters.length };
  });
}
