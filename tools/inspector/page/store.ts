import { computed, signal } from '@preact/signals';
import type { DeliveryRow, PersonRow, Setup, Status, Update, WebhookRow } from '../protocol.ts';
import type { Wanted } from './filter.ts';

/** State of the connection to the server. */
export const connection = signal<'connecting' | 'live' | 'lost'>('connecting');
export const setup = signal<Setup | undefined>(undefined);
export const status = signal<Status | undefined>(undefined);
/** The newest first. */
export const webhooks = signal<readonly WebhookRow[]>([]);
export const deliveries = signal<readonly DeliveryRow[]>([]);
/** Sorted by last operation, newest first. */
export const people = signal<readonly PersonRow[]>([]);
/** Message about the last action of the user. */
export const notice = signal('');

/** Parts of names, case-insensitive. Empty matches everything. */
export const personFilter = signal('');
export const eventFilter = signal('');
export const outcomeFilter = signal<Wanted['outcome']>('');

export const wanted = computed<Wanted>(() => ({
  person: personFilter.value,
  event: eventFilter.value,
  outcome: outcomeFilter.value,
}));

export const isFiltered = computed(() => Object.values(wanted.value).some((part) => part !== ''));

/** Clears all filters. */
export function showAll(): void {
  for (const filter of [personFilter, eventFilter, outcomeFilter]) filter.value = '';
}

const rows = {
  webhooks: new Map<number, WebhookRow>(),
  deliveries: new Map<number, DeliveryRow>(),
  people: new Map<number, PersonRow>(),
};

/** Applies an update of the server. */
export function apply(update: Update): void {
  if (update.isFirst) for (const kind of Object.values(rows)) kind.clear();
  const kept = setup.value?.kept;
  if (merge(rows.webhooks, update.webhooks, kept?.webhooks) || update.isFirst) {
    webhooks.value = [...rows.webhooks.values()].sort((one, other) => other.seq - one.seq);
  }
  if (merge(rows.deliveries, update.deliveries, kept?.deliveries) || update.isFirst) {
    deliveries.value = [...rows.deliveries.values()].sort((one, other) => other.seq - one.seq);
  }
  if (merge(rows.people, update.people, kept?.people) || update.isFirst) {
    people.value = [...rows.people.values()].sort(
      (one, other) => other.atMs - one.atMs || other.seq - one.seq,
    );
  }
  status.value = update.status;
  connection.value = 'live';
}

/** @returns false if there was nothing to merge */
function merge<Row extends { readonly seq: number }>(
  known: Map<number, Row>,
  fresh: readonly Row[],
  kept = Number.POSITIVE_INFINITY,
): boolean {
  for (const row of fresh) known.set(row.seq, row);
  for (const seq of known.keys()) {
    if (known.size <= kept) break;
    known.delete(seq);
  }
  return fresh.length > 0;
}
