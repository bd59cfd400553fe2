import type { DeadLetter } from '../../../shared/dead-letters/dead-letter.ts';
import { describeDuration } from '../../../shared/durations.ts';
import type { HashPerson } from './person-hash.ts';

/** A dead letter on one line, without anything personal, for scripts. */
export function toSummary(letter: DeadLetter, hashPerson: HashPerson, nowMs: number) {
  const { messageId, eventId, reason, eventName, connection, environment, personId, failure } = letter;
  return {
    messageId,
    eventId,
    reason,
    event: eventName,
    connection,
    environment,
    person: personId === undefined ? undefined : hashPerson(personId),
    createdAt: new Date(letter.createdAtMs).toISOString(),
    ageHours: Math.round((nowMs - letter.createdAtMs) / 36_000) / 100,
    enteredAt: new Date(letter.enteredAtMs).toISOString(),
    replays: letter.replays,
    requestId: letter.requestId,
    ...failure,
  };
}

/** Widths of the table's columns; the last one is as wide as it likes. The table streams, so they are fixed. */
const COLUMNS = [
  ['AGE', 10],
  ['REASON', 27],
  ['EVENT', 30],
  ['CONNECTION', 12],
  ['ENV', 10],
  ['PERSON', 12],
  ['REPLAYS', 7],
  ['MESSAGE', 36],
  ['FAILURE', 0],
] as const;

export const TABLE_HEAD = row(COLUMNS.map(([title]) => title));

/** A dead letter on one line, for a person. */
export function toTableRow(letter: DeadLetter, hashPerson: HashPerson, nowMs: number): string {
  const { createdAtMs, reason, eventName, connection, environment, personId, replays, messageId } = letter;
  return row([
    describeDuration(nowMs - createdAtMs),
    reason,
    eventName,
    connection,
    environment ?? '',
    personId === undefined ? '' : hashPerson(personId),
    String(replays),
    messageId,
    describeFailure(letter),
  ]);
}

/** What is known of a failure beyond its reason, such as `HTTP 207, attributes.plan, invalid`. */
export function describeFailure({ failure: { status, field, cause } }: DeadLetter): string {
  return [status === undefined ? undefined : `HTTP ${status}`, field, cause]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, column) => cell.padEnd(COLUMNS[column]?.[1] ?? 0))
    .join('  ')
    .trimEnd();
}
