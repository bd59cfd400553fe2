import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { inBatches } from '../../../shared/batches.ts';
import { packMessages, sendMessages } from '../../../shared/dead-letters/send-messages.ts';
import { toResyncMessage } from '../../../shared/messages/resync-message.ts';
import { toSqsAttributes } from '../../../shared/messages/sqs-attributes.ts';
import { SQS_MAX_ENTRIES } from '../../../shared/messages/timing.ts';
import type { PersonRecord } from '../../../shared/people/person-record.ts';
import type { Stage } from '../stage/stage.ts';

/** A person to send again. */
export type ResyncedPerson = Pick<PersonRecord, 'key' | 'connection' | 'environment'>;

/**
 * Sends a resync message for each person to the events queue, at a steady rate. `deliver` then sends their attributes.
 */
export class ResyncSender {
  readonly #stage: Stage;
  readonly #ratePerSecond: number;
  readonly #startedAtMs = Date.now();
  readonly #requestId = randomUUID();
  #tried = 0;

  constructor(stage: Stage, ratePerSecond: number) {
    this.#stage = stage;
    this.#ratePerSecond = ratePerSecond;
  }

  /**
   * @param onSent called with the number of people of each call
   * @throws if SQS does not accept all of them. Repeating is safe
   */
  async send(
    people: readonly ResyncedPerson[],
    interrupted: AbortSignal,
    onSent: (count: number) => void,
  ): Promise<void> {
    for (const batch of inBatches(people)) {
      interrupted.throwIfAborted();
      const dueMs = this.#startedAtMs + (this.#tried / this.#ratePerSecond) * 1000;
      await wait(Math.max(0, dueMs - Date.now()), undefined, { signal: interrupted });
      for (const call of packMessages(
        batch.map((person) => this.#toMessage(person)),
        SQS_MAX_ENTRIES,
      )) {
        const sent = await sendMessages(this.#stage.sqs, this.#stage.eventsQueueUrl, call);
        if (sent.length < call.length)
          throw new Error('SQS did not accept all messages; run the command again to continue');
        this.#tried += call.length;
        onSent(call.length);
      }
    }
  }

  #toMessage({ key, connection, environment }: ResyncedPerson) {
    const { body, attributes } = toResyncMessage(
      { person: key, environment },
      connection,
      Date.now(),
      `resync-${this.#requestId}`,
    );
    return { body, attributes: toSqsAttributes({ ...attributes }) };
  }
}
