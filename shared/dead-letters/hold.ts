import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { forEachParallel, inBatches } from '../batches.ts';
import { SQS_MAX_ENTRIES } from '../messages/timing.ts';
import { type DeadLetter, toDeadLetter } from './dead-letter.ts';
import type { StageQueues } from './stage-queues.ts';

/** Time for which received messages are hidden from others. After a crash they are visible again within it. */
export const HIDDEN_SECONDS = 120;

/** A message with less than this share of its time left is hidden again. */
const EXTEND_BELOW = 7 / 12;
const LOOKS_PER_TIME = 6;

/** Maximum number of messages to hold. SQS allows 120,000 in flight per queue, so others have some room. */
export const MAX_HELD = 100_000;

interface Held {
  readonly receiptHandle: string;
  readonly hiddenUntilMs: number;
}

/**
 * The dead letters that a command has received. SQS hides every message it returns. During the hold they stay hidden,
 * so that each is seen once. At its end, those not deleted are visible again at once; after a crash, automatically.
 * Keeps no bodies.
 */
export class Hold {
  readonly #queues: StageQueues;
  readonly #hiddenSeconds: number;
  readonly #held = new Map<string, Held>();
  /** Ids of messages seen or deleted, which are not returned again. */
  readonly #seen = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #extending: Promise<void> = Promise.resolve();

  constructor(queues: StageQueues, hiddenSeconds: number) {
    this.#queues = queues;
    this.#hiddenSeconds = hiddenSeconds;
    this.#timer = setInterval(
      () => {
        this.#extending = this.#extending.then(() => this.#extend());
      },
      (hiddenSeconds * 1000) / LOOKS_PER_TIME,
    );
  }

  get isFull(): boolean {
    return this.#held.size >= MAX_HELD;
  }

  /** Receives up to ten messages, and returns those not seen before. */
  async receive(waitSeconds: number): Promise<{ readonly received: number; readonly letters: DeadLetter[] }> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.#queues.deadLetterQueueUrl,
      MaxNumberOfMessages: SQS_MAX_ENTRIES,
      VisibilityTimeout: this.#hiddenSeconds,
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['SentTimestamp'],
      MessageAttributeNames: ['All'],
    });
    const hiddenUntilMs = Date.now() + this.#hiddenSeconds * 1000;
    const { Messages = [] } = await this.#queues.sqs.send(command);
    const fresh = Messages.filter((message) => this.#take(message, hiddenUntilMs));
    return { received: Messages.length, letters: fresh.map(toDeadLetter) };
  }

  /** Deletes messages from the queue. @returns the ids of those that could not be deleted */
  async delete(messageIds: readonly string[]): Promise<string[]> {
    const left: string[] = [];
    for (const ids of inBatches(messageIds)) {
      const { Successful = [] } = await this.#queues.sqs
        .send(
          new DeleteMessageBatchCommand({
            QueueUrl: this.#queues.deadLetterQueueUrl,
            Entries: ids.flatMap((id, index) => this.#entryOf(id, index)),
          }),
        )
        .catch(() => ({ Successful: [] }));
      const deleted = new Set(Successful.map(({ Id }) => ids[Number(Id)]));
      for (const id of ids) {
        if (deleted.has(id)) this.#held.delete(id);
        else left.push(id);
      }
    }
    return left;
  }

  /** Makes all messages visible again. @returns the number of those that become visible only later */
  async release(): Promise<number> {
    clearInterval(this.#timer);
    await this.#extending;
    return this.#setVisibility([...this.#held.keys()], 0);
  }

  #take({ MessageId = '', ReceiptHandle = '' }: Message, hiddenUntilMs: number): boolean {
    // If a message is received again, only its newer handle is valid.
    this.#held.set(MessageId, { receiptHandle: ReceiptHandle, hiddenUntilMs });
    const isNew = !this.#seen.has(MessageId);
    this.#seen.add(MessageId);
    return isNew;
  }

  async #extend(): Promise<void> {
    const dueBeforeMs = Date.now() + EXTEND_BELOW * this.#hiddenSeconds * 1000;
    const due = [...this.#held].filter(([, { hiddenUntilMs }]) => hiddenUntilMs < dueBeforeMs);
    await this.#setVisibility(
      due.map(([id]) => id),
      this.#hiddenSeconds,
    );
    const hiddenUntilMs = Date.now() + this.#hiddenSeconds * 1000;
    for (const [id] of due) {
      const held = this.#held.get(id);
      if (held !== undefined) this.#held.set(id, { ...held, hiddenUntilMs });
    }
  }

  /** A message whose handle is no longer valid is visible already, or soon. */
  async #setVisibility(messageIds: readonly string[], seconds: number): Promise<number> {
    let failed = 0;
    await forEachParallel(inBatches(messageIds), async (ids) => {
      const entries = ids
        .flatMap((id, index) => this.#entryOf(id, index))
        .map((entry) => ({ ...entry, VisibilityTimeout: seconds }));
      if (entries.length === 0) return;
      await this.#queues.sqs
        .send(
          new ChangeMessageVisibilityBatchCommand({
            QueueUrl: this.#queues.deadLetterQueueUrl,
            Entries: entries,
          }),
        )
        .catch(() => {
          failed += entries.length;
        });
    });
    return failed;
  }

  #entryOf(messageId: string, index: number) {
    const held = this.#held.get(messageId);
    return held === undefined ? [] : [{ Id: String(index), ReceiptHandle: held.receiptHandle }];
  }
}

/**
 * Performs an action on dead letters, and makes them visible again at the end, even after an error.
 *
 * @param note called if some become visible only later
 * @param hiddenSeconds time for which they stay hidden after a crash
 */
export async function holding<Result>(
  queues: StageQueues,
  note: (line: string) => void,
  task: (hold: Hold) => Promise<Result>,
  hiddenSeconds = HIDDEN_SECONDS,
): Promise<Result> {
  const hold = new Hold(queues, hiddenSeconds);
  try {
    return await task(hold);
  } finally {
    const late = await hold.release();
    if (late > 0)
      note(`${late} dead letters are not visible again yet. They return within ${hiddenSeconds} s.`);
  }
}
