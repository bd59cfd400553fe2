import type { DeadLetter } from './dead-letter.ts';

/** A choice of dead letters. All given keys must match. */
export interface Filter {
  readonly reasons?: readonly string[];
  readonly events?: readonly string[];
  readonly connections?: readonly string[];
  readonly environments?: readonly string[];
  /** Created at this time or after it, milliseconds since the epoch. */
  readonly sinceMs?: number;
  /** Created before this time. */
  readonly untilMs?: number;
  /** Entered the dead-letter queue at this time or before, milliseconds since the epoch. */
  readonly enteredUntilMs?: number;
  /** HTTP statuses of Customer.io's answer. */
  readonly statuses?: readonly number[];
  readonly fields?: readonly string[];
  /** Minimum number of replays. */
  readonly minReplays?: number;
}

export function matches(letter: DeadLetter, filter: Filter): boolean {
  const { sinceMs = Number.NEGATIVE_INFINITY, minReplays = 0 } = filter;
  const { untilMs = Number.POSITIVE_INFINITY, enteredUntilMs = Number.POSITIVE_INFINITY } = filter;
  return (
    isOneOf(letter.reason, filter.reasons) &&
    isOneOf(letter.eventName, filter.events) &&
    isOneOf(letter.connection, filter.connections) &&
    isOneOf(letter.environment, filter.environments) &&
    isOneOf(letter.failure.status, filter.statuses) &&
    isOneOf(letter.failure.field, filter.fields) &&
    letter.createdAtMs >= sinceMs &&
    letter.createdAtMs < untilMs &&
    letter.enteredAtMs <= enteredUntilMs &&
    letter.replays >= minReplays
  );
}

function isOneOf<Value>(value: Value | undefined, wanted: readonly Value[] | undefined): boolean {
  return wanted === undefined || (value !== undefined && wanted.includes(value));
}

/** Returns a filter for the audit log. */
export function describeFilter(filter: Filter): Record<string, unknown> {
  const { sinceMs, untilMs, enteredUntilMs, ...rest } = filter;
  return {
    ...rest,
    ...(sinceMs === undefined ? {} : { since: new Date(sinceMs).toISOString() }),
    ...(untilMs === undefined ? {} : { until: new Date(untilMs).toISOString() }),
    ...(enteredUntilMs === undefined ? {} : { enteredUntil: new Date(enteredUntilMs).toISOString() }),
  };
}
