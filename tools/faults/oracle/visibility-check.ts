import { toObject } from '../../../shared/purchasely/to-object.ts';
import type { QueueMessage } from '../../local/local-stack.ts';

/** Six seconds of the machine, which a busy one may need between a call and its log line. */
const TOLERANCE_MS = 60_000;

/** Compares the logged time of the next attempt of a message with the time when SQS makes it visible. */
export class VisibilityCheck {
  /** Logged times by message and receive, in milliseconds since the epoch. */
  readonly #promised = new Map<string, number>();
  /** Receipt handles of messages whose visibility a fault has changed. */
  readonly #disturbed = new Set<string>();
  readonly #wrong = new Map<string, string>();

  disturb(receiptHandles: readonly string[]): void {
    for (const receiptHandle of receiptHandles) this.#disturbed.add(receiptHandle);
  }

  /** Reads a log line of a function. */
  logged(line: string): void {
    const { again_in_seconds: seconds, message_id, attempt, timestamp } = toObject(line) ?? {};
    if (typeof seconds !== 'number') return;
    this.#promised.set(`${message_id} ${attempt}`, Date.parse(String(timestamp)) + seconds * 1000);
  }

  /** @param messages messages of the events queue, while no function is running */
  look(messages: readonly QueueMessage[]): void {
    for (const { messageId, receiptHandle = '', visibleAtMs, receives } of messages) {
      const promisedMs = this.#promised.get(`${messageId} ${receives}`);
      if (promisedMs === undefined || visibleAtMs === undefined || this.#disturbed.has(receiptHandle))
        continue;
      const earlyMs = promisedMs - visibleAtMs;
      if (Math.abs(earlyMs) <= TOLERANCE_MS) continue;
      this.#wrong.set(messageId, `receive ${receives}: ${Math.round(earlyMs / 1000)} s too early`);
    }
    this.#promised.clear();
  }

  /** Returns a case for each message that was hidden for a time other than logged. */
  wrong(): string[] {
    return [...this.#wrong.values()];
  }
}
