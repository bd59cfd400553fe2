import type { Attributes } from './operation.ts';
import { IDENTIFYING, type PersonRecord } from './people.ts';
import { type EventRecord, ownerOf, type Store } from './store.ts';

/**
 * What a marketer could see of a workspace, in one fixed order: two workspaces that were told the same things in another
 * order, or more than once, compare as equal. No cio_id, which counts arrivals, and no arrival order.
 */
export interface WorkspaceState {
  readonly people: readonly PersonState[];
  /** By anonymous id: the events nobody has been given yet. */
  readonly anonymousEvents: Readonly<Record<string, readonly EventState[]>>;
}

export interface PersonState {
  readonly identifiers: Readonly<Record<string, unknown>>;
  /** Without the identifiers. */
  readonly attributes: Attributes;
  readonly events: readonly EventState[];
}

export type EventState = Omit<EventRecord, 'owner'>;

export function snapshot(store: Store): WorkspaceState {
  const eventsOf = Map.groupBy(store.events, (event) => ownerOf(store, event));
  const unclaimed = Map.groupBy(eventsOf.get(undefined) ?? [], ({ owner }) =>
    'anonymousId' in owner ? owner.anonymousId : '',
  );
  return {
    people: inOrder(
      store.people.all().map((person) => ({
        identifiers: identifiersOf(person),
        attributes: attributesOf(person),
        events: toStates(eventsOf.get(person)),
      })),
    ),
    anonymousEvents: Object.fromEntries(
      inOrder([...unclaimed].map(([id, events]) => [id, toStates(events)] as const)),
    ),
  };
}

function toStates(events: readonly EventRecord[] = []): EventState[] {
  return inOrder(events.map(toEventState));
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
