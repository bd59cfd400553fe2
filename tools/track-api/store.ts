import type { Attributes, EventOperation, Identifiers, IdentifyOperation, Operation } from './operation.ts';
import { identifierKeys, People, type PersonRecord } from './people.ts';

/** Owner of an event: a person, or an anonymous id that a person may have or get later. */
type Owner = PersonRecord | { readonly anonymousId: string };

export interface EventRecord {
  readonly action: EventOperation['action'];
  readonly id?: string;
  readonly name: string;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly attributes: Attributes;
  readonly owner: Owner;
}

/** Result of an accepted operation. The caller got 200 in all cases. */
export type Applied =
  | { readonly kind: 'stored' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'dropped'; readonly why: DropReason };

export const STORED: Applied = { kind: 'stored' };
export const dropped = (why: DropReason): Applied => ({ kind: 'dropped', why });

export type DropReason =
  | 'unknown person'
  | 'unknown cio_id'
  | 'update of an unknown person'
  | 'suppressed person'
  | 'over the request limit';

export interface DroppedItem {
  readonly operation: Operation;
  readonly why: DropReason;
}

/** A failed change in Customer.io's activity log, after an answer of 200. */
export interface FailedAttributeChange {
  readonly operation: IdentifyOperation;
  /** Absent if the whole change failed. */
  readonly attribute?: string;
  readonly why: string;
}

/** Which of two writes of an attribute wins, see `TrackApiOptions.timestamps`. */
export const TIMESTAMPS = ['honoured', 'strict', 'ignored'] as const;
export type Timestamps = (typeof TIMESTAMPS)[number];

export interface ApplyRules {
  /** Time to remember event ids, in milliseconds. */
  readonly dedupeWindowMs: number;
  /** Effect of an event of an unknown person. Both have been reported of the live service. */
  readonly unknownPerson: 'create' | 'drop';
  readonly timestamps: Timestamps;
}

/** All data of one workspace. */
export interface Store {
  readonly people: People;
  /** In arrival order. */
  events: EventRecord[];
  /** First arrival of each event id, in milliseconds. */
  readonly seenEventIds: Map<string, number>;
  /** Each key of a suppressed person, with all keys of that person: any of them lifts the suppression. */
  readonly suppressed: Map<string, readonly string[]>;
  readonly failedAttributeChanges: FailedAttributeChange[];
  readonly droppedItems: DroppedItem[];
  duplicates: number;
}

export const createStore = (): Store => ({
  people: new People(),
  events: [],
  seenEventIds: new Map(),
  suppressed: new Map(),
  failedAttributeChanges: [],
  droppedItems: [],
  duplicates: 0,
});

/** Returns the person an event belongs to now, if any. */
export function ownerOf({ people }: Store, { owner }: EventRecord): PersonRecord | undefined {
  return 'anonymousId' in owner ? people.holderOf('anonymous_id', owner.anonymousId) : owner;
}

/**
 * Finds the person of an operation. Creates an unknown person if the rules say so.
 *
 * @returns the person, or why the operation is dropped
 */
export function findOrCreatePerson(
  store: Store,
  identifiers: Identifiers,
  timestamp: number,
  { unknownPerson }: ApplyRules,
): PersonRecord | DropReason {
  if (isSuppressed(store, identifiers)) return 'suppressed person';
  const known = store.people.find(identifiers);
  if (known !== undefined) return known;
  if (identifiers.cio_id !== undefined) return 'unknown cio_id';
  return unknownPerson === 'drop' ? 'unknown person' : store.people.create(identifiers, timestamp);
}

export const isSuppressed = ({ suppressed }: Store, identifiers: Identifiers): boolean =>
  identifierKeys(identifiers).some((key) => suppressed.has(key));
