import type { DeliveryRow, PersonRow, WebhookRow } from '../protocol.ts';

/** What the reader wants to see. Parts of names, in any case; empty is everything. */
export interface Wanted {
  readonly person: string;
  readonly event: string;
  readonly outcome: WebhookRow['outcome'] | '';
}

export function filterWebhooks(
  rows: readonly WebhookRow[],
  { person, event, outcome }: Wanted,
): readonly WebhookRow[] {
  if (person === '' && event === '' && outcome === '') return rows;
  const hasPerson = containing(person);
  const hasEvent = containing(event);
  return rows.filter(
    (row) => (outcome === '' || row.outcome === outcome) && hasPerson(row.person) && hasEvent(row.event),
  );
}

export function filterDeliveries(
  rows: readonly DeliveryRow[],
  { person, event }: Wanted,
): readonly DeliveryRow[] {
  const hasPerson = containing(person);
  const hasEvent = containing(event);
  return rows.filter(
    ({ people, events }) =>
      (person === '' || people.some(hasPerson)) && (event === '' || events.some(hasEvent)),
  );
}

export function filterPeople(rows: readonly PersonRow[], { person, event }: Wanted): readonly PersonRow[] {
  const hasPerson = containing(person);
  const hasEvent = containing(event);
  return rows.filter(({ id, lastEvent = '' }) => hasPerson(id) && hasEvent(lastEvent));
}

function containing(part: string): (text: string) => boolean {
  const wanted = part.trim().toLowerCase();
  return (text) => text.toLowerCase().includes(wanted);
}
