import type { DeadLetter } from '../../../shared/dead-letters/dead-letter.ts';
import { describeDuration } from '../../../shared/durations.ts';
import { fold } from '../base/fold.ts';
import type { HashPerson } from './person-hash.ts';

/** Returns a dead letter for scripts, without personal data. */
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

/** Head of the list. Columns have a fixed width, because the list is streamed. */
export const LIST_HEAD = [
  row('MESSAGE', 'REASON', 'AGE'),
  '  EVENT, CONNECTION/ENVIRONMENT, PERSON, REPLAYS',
  '  FAILURE',
];

/** Returns the lines of a dead letter in a list: two, and a third with details of the failure. */
export function toListLines(letter: DeadLetter, hashPerson: HashPerson, nowMs: number): string[] {
  const { createdAtMs, reason, eventName, connection, environment, personId, replays, messageId } = letter;
  const failure = describeFailure(letter);
  const about = [
    eventName,
    `${connection}/${environment ?? '(none)'}`,
    personId === undefined ? 'no person' : hashPerson(personId),
    ...(replays === 0 ? [] : [replays === 1 ? 'replayed once' : `replayed ${replays} times`]),
  ];
  return [
    row(messageId, reason, describeDuration(nowMs - createdAtMs)),
    ...fold(`  ${about.join(', ')}`),
    ...(failure === '' ? [] : fold(`  ${failure}`)),
  ];
}

/** Returns details of a failure in addition to its reason, such as `HTTP 207, attributes.plan, invalid`. */
export function describeFailure({ failure: { status, field, cause } }: DeadLetter): string {
  return [status === undefined ? undefined : `HTTP ${status}`, field, cause]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
}

function row(messageId: string, reason: string, age: string): string {
  return `${messageId.padEnd(36)}  ${reason.padEnd(27)}  ${age}`;
}
