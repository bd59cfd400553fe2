import { setTimeout as wait } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { SQS_MAX_ENTRIES } from '../messages/timing.ts';
import { DEAD_LETTER_ATTRIBUTES, type DeadLetter, REPLAYS } from './dead-letter.ts';
import type { Hold } from './hold.ts';
import { type OutgoingMessage, packMessages, sendMessages } from './send-messages.ts';

export interface Replaying {
  readonly sqs: SQSClient;
  readonly eventsQueueUrl: string;
  readonly hold: Hold;
  readonly ratePerSecond: number;
  /** Returns true to stop. Called before each call. */
  readonly shouldStop: () => boolean;
  /** Called with the dead letters that are about to be sent. */
  readonly onSending: (letters: readonly ReplayedLetter[]) => void;
  /** Called with the dead letters that were just confirmed, before they are deleted. */
  readonly onSent: (letters: readonly ReplayedLetter[]) => void;
}

export interface ReplayResult {
  /** Number confirmed by the events queue. */
  readonly sent: number;
  /**
   * Number not confirmed. They are still dead letters, but if an answer was lost, a copy may be in the events queue.
   */
  readonly unconfirmed: number;
  /** Number sent but not deleted, which are still dead letters. */
  readonly undeleted: number;
  /** The error that stopped the replay. */
  readonly error?: unknown;
}

/** A dead letter as it is replayed: the original webhook with its number of replays. */
export interface ReplayedLetter extends OutgoingMessage {
  readonly messageId: string;
  readonly replays: number;
}

/** Maximum number of parallel calls. */
const MAX_CALLS = 8;
/** Calls per second. Each has a tenth of the messages of a second, so that low rates are steady. */
const CALLS_PER_SECOND = 10;

export function toReplayed({ messageId, body, attributes, replays }: DeadLetter): ReplayedLetter {
  const original = Object.entries(attributes).filter(([name]) => !DEAD_LETTER_ATTRIBUTES.has(name));
  const counted = { DataType: 'String', StringValue: String(replays + 1) };
  return {
    messageId,
    body,
    attributes: { ...Object.fromEntries(original), [REPLAYS]: counted },
    replays: replays + 1,
  };
}

/**
 * Sends dead letters to the events queue at a steady rate. Each is deleted only after its copy was confirmed, so after
 * a crash it is in one of the two queues or in both. Then it is delivered twice, and Customer.io ignores the second
 * event by its ULID.
 */
export async function replayLetters(
  letters: readonly DeadLetter[],
  { sqs, eventsQueueUrl, hold, ratePerSecond, shouldStop, onSending, onSent }: Replaying,
): Promise<ReplayResult> {
  let sent = 0;
  let tried = 0;
  let undeleted = 0;
  let error: unknown;
  const running = new Set<Promise<void>>();

  async function move(call: readonly ReplayedLetter[]): Promise<void> {
    onSending(call);
    const confirmed = await sendMessages(sqs, eventsQueueUrl, call);
    sent += confirmed.length;
    onSent(confirmed);
    const kept = await hold.delete(confirmed.map(({ messageId }) => messageId));
    undeleted += kept.length; // a separate statement, because other calls change the sum during an await
  }

  const perCall = Math.min(SQS_MAX_ENTRIES, Math.ceil(ratePerSecond / CALLS_PER_SECOND));
  const startedAtMs = Date.now();
  for (const call of packMessages(letters.map(toReplayed), perCall)) {
    await wait(Math.max(0, startedAtMs + (tried / ratePerSecond) * 1000 - Date.now()));
    while (running.size >= MAX_CALLS) await Promise.race(running);
    if (shouldStop() || error !== undefined) break;
    tried += call.length;
    const moving = move(call)
      .catch((reason: unknown) => {
        // The cause of one failed call will probably make the next fail too.
        error ??= reason;
      })
      .finally(() => running.delete(moving));
    running.add(moving);
  }
  await Promise.all(running);
  return { sent, unconfirmed: tried - sent, undeleted, ...(error === undefined ? {} : { error }) };
}
