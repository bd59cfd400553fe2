import { type ObjectRecord, Objects } from './objects.ts';
import type {
  Attributes,
  DeliveryOperation,
  EventOperation,
  IdentifyOperation,
  Operation,
} from './operation.ts';
import { People, type PersonRecord } from './people.ts';

/** Whose something is: a person's, or an anonymous id's that somebody may be given earlier or later. */
export type Owner = PersonRecord | { readonly anonymousId: string };

export interface EventRecord {
  readonly action: EventOperation['action'];
  readonly id?: string;
  readonly name: string;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly attributes: Attributes;
  readonly owner: Owner;
}

export interface RelationshipRecord {
  readonly owner: Owner;
  readonly object: ObjectRecord;
  attributes: Attributes;
}

/** What was reported of a message. */
export interface DeliveryEvent {
  readonly deliveryId: string;
  readonly name: DeliveryOperation['name'];
  readonly attributes: Attributes;
}

export type DropReason =
  | 'unknown person'
  | 'unknown cio_id'
  | 'update of an unknown person'
  | 'suppressed person'
  | 'unknown object'
  | 'no such relationship'
  | 'no such device'
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

export interface ApplyRules {
  /** How long an event id is remembered. */
  readonly dedupeWindowMs: number;
  /** What an operation about nobody known does. Both have been reported of events on the live service. */
  readonly unknownPerson: 'create' | 'drop';
}

/** Everything one workspace holds. */
export interface Store {
  readonly people: People;
  readonly objects: Objects;
  relationships: RelationshipRecord[];
  readonly deliveryEvents: DeliveryEvent[];
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
  objects: new Objects(),
  relationships: [],
  deliveryEvents: [],
  events: [],
  seenEventIds: new Map(),
  suppressed: new Map(),
  failedAttributeChanges: [],
  droppedItems: [],
  duplicates: 0,
});

/** The person an event or a relationship belongs to by now. */
export function ownerOf({ people }: Store, { owner }: { readonly owner: Owner }): PersonRecord | undefined {
  return 'anonymousId' in owner ? people.holderOf('anonymous_id', owner.anonymousId) : owner;
}
