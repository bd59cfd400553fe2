import type { ObjectRecord } from './objects.ts';
import type { Attributes, Device } from './operation.ts';
import { IDENTIFYING, type PersonRecord } from './people.ts';
import {
  type DeliveryEvent,
  type EventRecord,
  type Owner,
  ownerOf,
  type RelationshipRecord,
  type Store,
} from './store.ts';

/**
 * What a marketer could see of a workspace, in one fixed order: two workspaces that were told the same things in another
 * order, or more than once, compare as equal. No cio_id, which counts arrivals, and no arrival order.
 */
export interface WorkspaceState {
  readonly people: readonly PersonState[];
  /** By anonymous id: the events nobody has been given yet. */
  readonly anonymousEvents: Readonly<Record<string, readonly EventState[]>>;
  readonly objects: readonly ObjectState[];
  /** By anonymous id: what relates nobody known to an object. */
  readonly anonymousRelationships: Readonly<Record<string, readonly RelationshipState[]>>;
  readonly deliveryEvents: readonly DeliveryEvent[];
}

export interface PersonState {
  readonly identifiers: Readonly<Record<string, unknown>>;
  /** Without the identifiers. */
  readonly attributes: Attributes;
  readonly devices: readonly Required<Device>[];
  readonly relationships: readonly RelationshipState[];
  readonly events: readonly EventState[];
}

export type EventState = Omit<EventRecord, 'owner'>;

export interface RelationshipState {
  readonly object: ObjectRecord['identifiers'];
  readonly attributes: Attributes;
}

export type ObjectState = Omit<ObjectRecord, 'cioObjectId'>;

export function snapshot(store: Store): WorkspaceState {
  const events = byOwner(store, store.events, toEventState);
  const relationships = byOwner(store, store.relationships, toRelationshipState);
  const people = store.people.all().map((person) => ({
    identifiers: identifiersOf(person),
    attributes: attributesOf(person),
    devices: inOrder([...person.devices.values()].map(withSortedAttributes)),
    relationships: relationships.of(person),
    events: events.of(person),
  }));
  const objects = store.objects.all().map(({ identifiers, attributes }) => ({ identifiers, attributes }));
  return {
    people: inOrder(people),
    anonymousEvents: events.ofNobody(),
    objects: inOrder(objects.map(withSortedAttributes)),
    anonymousRelationships: relationships.ofNobody(),
    deliveryEvents: inOrder(store.deliveryEvents),
  };
}

/** What belongs to each person, and to each anonymous id that is nobody's yet. */
function byOwner<T extends { readonly owner: Owner }, S>(
  store: Store,
  records: readonly T[],
  toState: (record: T) => S,
) {
  const grouped = Map.groupBy(records, (record) => ownerOf(store, record));
  const statesOf = (group: readonly T[] = []) => inOrder(group.map(toState));
  return {
    of: (person: PersonRecord) => statesOf(grouped.get(person)),
    ofNobody() {
      const unclaimed = Map.groupBy(grouped.get(undefined) ?? [], ({ owner }) =>
        'anonymousId' in owner ? owner.anonymousId : '',
      );
      return Object.fromEntries(inOrder([...unclaimed].map(([id, group]) => [id, statesOf(group)] as const)));
    },
  };
}

export function identifiersOf({ attributes }: PersonRecord): Record<string, unknown> {
  return Object.fromEntries(
    IDENTIFYING.map((name) => [name, attributes.get(name)?.value]).filter(([, value]) => value !== undefined),
  );
}

/** Sorted by name, without the identifiers and without what was removed. */
export function attributesOf({ attributes }: PersonRecord): Record<string, unknown> {
  const identifying = new Set<string>(IDENTIFYING);
  return Object.fromEntries(
    [...attributes]
      .filter(([name, { value }]) => value !== undefined && !identifying.has(name))
      .map(([name, { value }]) => [name, value] as const)
      .toSorted(byName),
  );
}

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]) =>
  one < other ? -1 : 1;

const withSortedAttributes = <T extends { readonly attributes: Attributes }>(state: T): T => ({
  ...state,
  attributes: Object.fromEntries(Object.entries(state.attributes).toSorted(byName)),
});

const toRelationshipState = ({ object, attributes }: RelationshipRecord): RelationshipState =>
  withSortedAttributes({ object: object.identifiers, attributes });

/** The id first: it is what events are sorted by. Absent rather than undefined, so that JSON changes nothing. */
export const toEventState = ({ id, action, name, timestamp, attributes }: EventRecord): EventState => ({
  ...(id === undefined ? {} : { id }),
  action,
  name,
  timestamp,
  attributes,
});

/** By their JSON, which begins with what tells them apart. */
function inOrder<T>(items: readonly T[]): T[] {
  return items
    .map((item) => [JSON.stringify(item), item] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, item]) => item);
}
