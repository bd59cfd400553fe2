import { toObject } from '../../shared/purchasely/to-object.ts';
import type { QueueMessage } from '../local/local-stack.ts';

/** Six seconds of the machine: on a busy one so much may lie between a call and the log line that tells of it. */
const TOLERANCE_MS = 60_000;

/** Holds what `deliver` says about the next attempt of a message against what SQS was asked for. */
export class Waits {
  /** By message and receive: when it is to be visible again, milliseconds since the epoch. */
  readonly #promised = new Map<string, number>();
  /** Receipt handles of messages that a fault kept from being hidden, or showed again. */
  readonly #disturbed = new Set<string>();
  readonly #broken = new Map<string, string>();

  disturb(receiptHandles: readonly string[]): void {
    for (const receiptHandle of receiptHandles) this.#disturbed.add(receiptHandle);
  }

  /** A line that a function wrote. */
  logged(line: string): void {
    const { again_in_seconds: seconds, message_id, attempt, timestamp } = toObject(line) ?? {};
    if (typeof seconds !== 'number') return;
    this.#promised.set(`${message_id} ${attempt}`, Date.parse(String(timestamp)) + seconds * 1000);
  }

  /** @param messages of the events queue, while no function is at work */
  look(messages: readonly QueueMessage[]): void {
    for (const { messageId, receiptHandle = '', visibleAtMs, receives } of messages) {
      const promisedMs = this.#promised.get(`${messageId} ${receives}`);
      if (promisedMs === undefined || visibleAtMs === undefined || this.#disturbed.has(receiptHandle))
        continue;
      const earlyMs = promisedMs - visibleAtMs;
      if (Math.abs(earlyMs) <= TOLERANCE_MS) continue;
      this.#broken.set(messageId, `receive ${receives}: ${Math.round(earlyMs / 1000)} s too early`);
    }
    this.#promised.clear();
  }

  /** One for each message whose wait was another than the log says. */
  broken(): string[] {
    return [...this.#broken.values()];
  }
}
