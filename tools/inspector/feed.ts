import type { ServerResponse } from 'node:http';
import { type DeliveryRecord, toDeliveryRow } from './delivery-journal.ts';
import type { Journal } from './journal.ts';
import type { PersonRow, Status, Update } from './protocol.ts';
import type { WebhookRecord } from './webhook-journal.ts';
import { toWebhookRow } from './webhook-story.ts';

/** Maximum rows of one kind in a message, so that a new page with thousands of rows stays responsive. */
const MAX_ROWS = 2_000;

/** A connected page. It gets the changes since its last message as soon as it has received that message. */
class Watcher {
  readonly webhooks: Set<WebhookRecord>;
  readonly deliveries: Set<DeliveryRecord>;
  readonly people: Set<PersonRow>;
  readonly #response: ServerResponse;
  #isFirst = true;
  #lastStatus = '';

  constructor(response: ServerResponse, { webhooks, deliveries, people }: Journal) {
    this.#response = response;
    this.webhooks = new Set(webhooks.records.values());
    this.deliveries = new Set(deliveries.records.values());
    this.people = new Set(people.rows.values());
  }

  send(status: Status, faultOf: (record: DeliveryRecord) => string | undefined): void {
    if (this.#response.writableNeedDrain) return;
    const update: Update = {
      isFirst: this.#isFirst,
      webhooks: take(this.webhooks).map(toWebhookRow),
      deliveries: take(this.deliveries).map((record) => toDeliveryRow(record, faultOf(record))),
      people: take(this.people),
      status,
    };
    const statusText = JSON.stringify(status);
    const hasRows = update.webhooks.length + update.deliveries.length + update.people.length > 0;
    if (!hasRows && statusText === this.#lastStatus) return;
    this.#lastStatus = statusText;
    this.#isFirst = false;
    this.#response.write(`data: ${JSON.stringify(update)}\n\n`);
  }
}

function take<Row>(rows: Set<Row>): Row[] {
  const taken: Row[] = [];
  for (const row of rows) {
    if (taken.length >= MAX_ROWS) break;
    taken.push(row);
    rows.delete(row);
  }
  return taken;
}

/** Sends changes to all connected pages as server-sent events. */
export class Feed {
  readonly #journal: Journal;
  readonly #watchers = new Set<Watcher>();
  readonly #faultOf: (record: DeliveryRecord) => string | undefined;

  constructor(journal: Journal, faultOf: (record: DeliveryRecord) => string | undefined) {
    this.#journal = journal;
    this.#faultOf = faultOf;
    journal.listen({
      onWebhook: (record, what) => this.#note(({ webhooks }) => webhooks, record, what),
      onDelivery: (record, what) => this.#note(({ deliveries }) => deliveries, record, what),
      onPerson: (row, what) => this.#note(({ people }) => people, row, what),
    });
  }

  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  open(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    const watcher = new Watcher(response, this.#journal);
    this.#watchers.add(watcher);
    response.once('close', () => this.#watchers.delete(watcher));
  }

  send(status: Status): void {
    for (const watcher of this.#watchers) watcher.send(status, this.#faultOf);
  }

  #note<Row>(rowsOf: (watcher: Watcher) => Set<Row>, row: Row, what: 'changed' | 'forgotten'): void {
    for (const watcher of this.#watchers) {
      if (what === 'changed') rowsOf(watcher).add(row);
      else rowsOf(watcher).delete(row);
    }
  }
}
