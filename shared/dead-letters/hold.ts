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

/** Messages that a command receives are hidden from others for this time, and come back within it after a crash. */
export const HIDDEN_SECONDS = 120;

/** A message that has less than this share of its time left is hidden again; the number of looks within the time. */
const EXTEND_BELOW = 7 / 12;
const LOOKS_PER_TIME = 6;

/** SQS keeps 120,000 messages of a queue in flight and no more: some room is left to others. */
export const MAX_HELD = 100_000;

interface Held {
  readonly receiptHandle: string;
  readonly hiddenUntilMs: number;
}

/**
 * The dead letters that a command has received. SQS shows no message without hiding it: as long as the hold lasts they stay
 * hidden, so that each is seen once; when it ends, those not deleted are visible again at once. If it dies, SQS brings them
 * back automatically. Keeps no bodies.
 */
export class Hold {
  readonly #queues: StageQueues;
  readonly #hiddenSeconds: number;
  readonly #held = new Map<string, Held>();
  /** Seen or deleted: never handed out twice. */
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

  /** Up to ten messages that were not seen before. */
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

  /** Deletes messages from the queue. @returns the ids of those that are still there */
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

  /** Shows everything again. @returns how many could not be shown at once and come back by themselves */
  async release(): Promise<number> {
    clearInterval(this.#timer);
    await this.#extending;
    return this.#setVisibility([...this.#held.keys()], 0);
  }

  #take({ MessageId = '', ReceiptHandle = '' }: Message, hiddenUntilMs: number): boolean {
    // Of a message that comes a second time the newer handle is the one that works.
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

  /** One whose handle works no longer is visible already, or soon. */
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
 * Does something with dead letters and shows them again in the end, whatever happens.
 *
 * @param note called if that could not be done at once
 * @param hiddenSeconds how long they stay hidden if this process dies
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
      note(`${late} dead letters could not be shown again at once: they return within ${hiddenSeconds} s.`);
  }
}
