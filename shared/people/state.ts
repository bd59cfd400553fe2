import type { Said } from '../purchasely/known-purchases.ts';

/** The facts of one event that no newer one has replaced. */
export interface Fact {
  /** When the event happened, milliseconds since the epoch. */
  readonly atMs: number;
  /** Among events of one millisecond the greater rank is true. */
  readonly rank: number;
  /** The event's key, as `eventKey` has it. */
  readonly key: string;
  /** The event's name. */
  readonly event: string;
  readonly said: Readonly<Record<string, Said>>;
}

/** Newest first; no name is said twice. */
export type Facts = readonly Fact[];

/**
 * Everything that is kept of a person: what the newest events have said of them, and of each of their purchases. From it
 * follows every property, whichever are on.
 */
export interface PersonState {
  readonly person: Facts;
  /** By `s:` and what names a subscription, or `o:` and what names a one-time purchase. */
  readonly purchases: Readonly<Record<string, Facts>>;
}

export const NOTHING_KNOWN: PersonState = { person: [], purchases: {} };

export const SUBSCRIPTION_PREFIX = 's:';
export const ONE_TIME_PREFIX = 'o:';

/** Contents of a fact about a purchase beside properties: a `Standing`, and whether a non-consumable is owned. */
export const STANDING = 'standing';
export const OWNED = 'owned';

export function isNothing({ person, purchases }: PersonState): boolean {
  return person.length === 0 && Object.keys(purchases).length === 0;
}

/** When the newest event happened that has said anything, milliseconds since the epoch; 0 if none has. */
export function newestAtMs({ person, purchases }: PersonState): number {
  return Math.max(0, ...[person, ...Object.values(purchases)].map(([newest]) => newest?.atMs ?? 0));
}
