import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { inBatches } from '../../../shared/batches.ts';
import { packMessages, sendMessages } from '../../../shared/dead-letters/send-messages.ts';
import { toResyncMessage } from '../../../shared/messages/resync-message.ts';
import { toSqsAttributes } from '../../../shared/messages/sqs-attributes.ts';
import { SQS_MAX_ENTRIES } from '../../../shared/messages/timing.ts';
import type { PersonRecord } from '../../../shared/people/person-record.ts';
import type { Stage } from '../stage/stage.ts';

/** Whose view is to be sent anew. */
export type ResyncedPerson = Pick<PersonRecord, 'key' | 'connection' | 'environment'>;

/** Sends a request for each person into the events queue, evenly: `deliver` then sends what is known of them. */
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
   * @param onSent told how many each call has sent
   * @throws if SQS does not take one: it may come again, which does no harm
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
          throw new Error('SQS has not taken all of them; run it again to go on');
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
