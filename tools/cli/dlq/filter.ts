import type { DeadLetter } from './dead-letter.ts';
import type { HashPerson } from './person-hash.ts';

/** Which dead letters a command is about. What is not given excludes nothing; everything given must hold. */
export interface Filter {
  readonly reasons?: readonly string[];
  readonly events?: readonly string[];
  readonly connections?: readonly string[];
  readonly environments?: readonly string[];
  /** The person's id, or its hash as printed. */
  readonly person?: string;
  /** Created at this time or after it, milliseconds since the epoch. */
  readonly sinceMs?: number;
  /** Created before this time. */
  readonly untilMs?: number;
  /** HTTP statuses of Customer.io's answer. */
  readonly statuses?: readonly number[];
  readonly fields?: readonly string[];
  /** Replayed so often or more. */
  readonly minReplays?: number;
}

export function matches(letter: DeadLetter, filter: Filter, hashPerson: HashPerson): boolean {
  const { sinceMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY, minReplays = 0 } = filter;
  return (
    isOneOf(letter.reason, filter.reasons) &&
    isOneOf(letter.eventName, filter.events) &&
    isOneOf(letter.connection, filter.connections) &&
    isOneOf(letter.environment, filter.environments) &&
    isOneOf(letter.failure.status, filter.statuses) &&
    isOneOf(letter.failure.field, filter.fields) &&
    letter.createdAtMs >= sinceMs &&
    letter.createdAtMs < untilMs &&
    letter.replays >= minReplays &&
    (filter.person === undefined || isPerson(letter, filter.person, hashPerson))
  );
}

function isOneOf<Value>(value: Value | undefined, wanted: readonly Value[] | undefined): boolean {
  return wanted === undefined || (value !== undefined && wanted.includes(value));
}

function isPerson({ personId }: DeadLetter, wanted: string, hashPerson: HashPerson): boolean {
  return personId !== undefined && (personId === wanted || hashPerson(personId) === wanted);
}

/** A filter as the audit log may show it: a person only as a hash. */
export function describeFilter(filter: Filter, hashPerson: HashPerson): Record<string, unknown> {
  const { person, sinceMs, untilMs, ...rest } = filter;
  return {
    ...rest,
    ...(person === undefined ? {} : { person: isHash(person) ? person : hashPerson(person) }),
    ...(sinceMs === undefined ? {} : { since: new Date(sinceMs).toISOString() }),
    ...(untilMs === undefined ? {} : { until: new Date(untilMs).toISOString() }),
  };
}

/** An id that looks like a hash is hashed no further: it says as much about somebody as a hash does. */
function isHash(person: string): boolean {
  return /^[0-9a-f]{12}$/.test(person);
}
