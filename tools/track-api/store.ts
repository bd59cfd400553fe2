import type { Attributes, EventOperation, Identifiers, IdentifyOperation, Operation } from './operation.ts';
import { identifierKeys, People, type PersonRecord } from './people.ts';

/** Whose an event is: a person's, or an anonymous id's that somebody may be given earlier or later. */
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

/** What became of an accepted operation. All of it happens behind a 200. */
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

/** The activity a marketer finds in the log after an answer that was 200. */
export interface FailedAttributeChange {
  readonly operation: IdentifyOperation;
  /** Absent when the whole change failed. */
  readonly attribute?: string;
  readonly why: string;
}

/**
 * Which of two writes of an attribute stays: the one with the newer timestamp, and of one second the later, or the earlier
 * (`strict`); or the one that comes last.
 */
export const TIMESTAMPS = ['honoured', 'strict', 'ignored'] as const;
export type Timestamps = (typeof TIMESTAMPS)[number];

export interface ApplyRules {
  /** How long an event id is remembered. */
  readonly dedupeWindowMs: number;
  /** What an operation about nobody known does. Both have been reported of events on the live service. */
  readonly unknownPerson: 'create' | 'drop';
  readonly timestamps: Timestamps;
}

/** Everything one workspace holds. */
export interface Store {
  readonly people: People;
  /** In arrival order. */
  events: EventRecord[];
  /** When each event id was first seen, in milliseconds. */
  readonly seenEventIds: Map<string, number>;
  /** Every key of a suppressed person, each with all of them: one is enough to lift the suppression. */
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

/** The person an event belongs to by now. */
export function ownerOf({ people }: Store, { owner }: EventRecord): PersonRecord | undefined {
  return 'anonymousId' in owner ? people.holderOf('anonymous_id', owner.anonymousId) : owner;
}

/**
 * Whom an operation is about. Somebody unknown is created, where the rules say so.
 *
 * @returns why the operation is dropped, if it is about nobody
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
