import type { EventOperation, IdentifyOperation, Operation } from './operation.ts';
import { People, type PersonRecord } from './people.ts';

export interface EventRecord {
  readonly action: EventOperation['action'];
  readonly id?: string;
  readonly name: string;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Whose event it is: a person, or an anonymous id that somebody may be given earlier or later. */
  readonly owner: PersonRecord | { readonly anonymousId: string };
}

export type DropReason =
  | 'event for an unknown person'
  | 'unknown cio_id'
  | 'update of an unknown person'
  | 'no such person'
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
