import type { DeliveryRow, PersonRow, WebhookRow } from '../protocol.ts';

/** The filters of the user: parts of names, case-insensitive. Empty matches everything. */
export interface Wanted {
  readonly person: string;
  readonly event: string;
  readonly outcome: WebhookRow['outcome'] | '';
}

export function filterWebhooks(rows: readonly WebhookRow[], wanted: Wanted): readonly WebhookRow[] {
  const { outcome } = wanted;
  const ofOutcome = outcome === '' ? rows : rows.filter((row) => row.outcome === outcome);
  return filter(ofOutcome, wanted, ({ person, event }) => [[person], [event]]);
}

export function filterDeliveries(rows: readonly DeliveryRow[], wanted: Wanted): readonly DeliveryRow[] {
  return filter(rows, wanted, ({ people, events }) => [people, events]);
}

export function filterPeople(rows: readonly PersonRow[], wanted: Wanted): readonly PersonRow[] {
  return filter(rows, wanted, ({ id, lastEvent = '' }) => [[id], [lastEvent]]);
}

type Names = readonly string[];

function filter<Row>(
  rows: readonly Row[],
  { person, event }: Wanted,
  namesOf: (row: Row) => readonly [people: Names, events: Names],
): readonly Row[] {
  if (person === '' && event === '') return rows;
  const hasPerson = containing(person);
  const hasEvent = containing(event);
  return rows.filter((row) => {
    const [people, events] = namesOf(row);
    return (person === '' || people.some(hasPerson)) && (event === '' || events.some(hasEvent));
  });
}

function containing(part: string): (text: string) => boolean {
  const wanted = part.trim().toLowerCase();
  return (text) => text.toLowerCase().includes(wanted);
}
