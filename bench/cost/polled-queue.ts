import { setTimeout as wait } from 'node:timers/promises';
import { type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { LocalStack } from '../../tools/local/local-stack.ts';
import { ASSUMED } from './assumptions.ts';
import type { Meter } from './meter.ts';

/** What SQS hands over, or deletes, in one call. */
export const MAX_MESSAGES = 10;
/** The local queue is asked in pieces of this length, so that it can be given up. */
const PIECE_SECONDS = 1;

interface Poll {
  readonly count: number;
  readonly emptyAtMs: number;
  readonly answer: (messages: Message[]) => void;
}

/** A queue with several long polls open. Whose turn it is when a message comes is left to chance: SQS promises nothing. */
export class PolledQueue {
  isClosed = false;
  readonly #stack: LocalStack;
  readonly #meter: Meter;
  readonly #random: () => number;
  readonly #polls = new Set<Poll>();

  constructor(stack: LocalStack, meter: Meter, random: () => number) {
    this.#stack = stack;
    this.#meter = meter;
    this.#random = random;
  }

  /** Its first messages, or none when its time is over or the queue is closed. */
  poll(count: number): Promise<Message[]> {
    if (this.isClosed) return Promise.resolve([]);
    const emptyAtMs = Date.now() + ASSUMED.longPollSeconds * 1000;
    return new Promise((answer) => this.#polls.add({ count, emptyAtMs, answer }));
  }

  /** Answers polls until the queue is closed. */
  async answer(): Promise<void> {
    while (!this.isClosed) {
      const polls = [...this.#polls];
      const poll = polls[Math.floor(this.#random() * polls.length)];
      if (poll === undefined) {
        await wait(1);
        continue;
      }
      const messages = await receive(poll.count, PIECE_SECONDS, this.#stack);
      if (messages.length > 0) this.#answer(poll, messages);
      for (const each of this.#polls) if (Date.now() >= each.emptyAtMs) this.#answer(each, []);
    }
    for (const { answer } of this.#polls) answer([]); // given up: not counted
  }

  /** Once the poll that is being answered has its messages. */
  close(): void {
    this.isClosed = true;
  }

  #answer(poll: Poll, messages: Message[]): void {
    this.#meter.addSqsCall('ReceiveMessage', messages);
    this.#polls.delete(poll);
    poll.answer(messages);
  }
}

/** One call, which waits so long for a message. */
export async function receive(
  count: number,
  waitSeconds: number,
  { sqs, eventsQueueUrl }: LocalStack,
): Promise<Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: eventsQueueUrl,
    MaxNumberOfMessages: Math.min(MAX_MESSAGES, count),
    WaitTimeSeconds: waitSeconds,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  const { Messages = [] } = await sqs.send(command);
  return Messages;
}
