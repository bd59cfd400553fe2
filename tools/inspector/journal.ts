import { DeliveryJournal, type DeliveryRecord } from './delivery-journal.ts';
import { PeopleJournal } from './people-journal.ts';
import type { PersonRow } from './protocol.ts';
import type { Tell } from './ring.ts';
import { WebhookJournal, type WebhookRecord } from './webhook-journal.ts';

export interface JournalListener {
  readonly onWebhook: Tell<WebhookRecord>;
  readonly onDelivery: Tell<DeliveryRecord>;
  readonly onPerson: Tell<PersonRow>;
}

/** The journal of a run: the newest entries of each kind, and counts of all. */
export class Journal {
  #listener: JournalListener | undefined;
  readonly webhooks = new WebhookJournal((record, what) => this.#listener?.onWebhook(record, what));
  readonly deliveries = new DeliveryJournal((record, what) => this.#listener?.onDelivery(record, what));
  readonly people = new PeopleJournal((row, what) => this.#listener?.onPerson(row, what));

  listen(listener: JournalListener): void {
    this.#listener = listener;
  }
}
