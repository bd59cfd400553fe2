import type { Attributes } from './operation.ts';
import { IDENTIFYING, type PersonRecord } from './people.ts';
import { type EventRecord, ownerOf, type Store } from './store.ts';

/**
 * The content of a workspace as a marketer sees it, in a fixed order. Two workspaces that received the same operations,
 * repeated or in another order, are equal. It has no `cio_id` and no arrival order, because these depend on the order
 * of requests.
 */
export interface WorkspaceState {
  readonly people: readonly PersonState[];
  /** Events that belong to no person yet, by anonymous id. */
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

/** Returns the attributes sorted by name, without identifiers and removed attributes. */
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

/**
 * Converts an event. The id comes first, because events are sorted by their JSON, and is absent rather than undefined,
 * so that JSON keeps the object equal.
 */
export const toEventState = ({ id, action, name, timestamp, attributes }: EventRecord): EventState => ({
  ...(id === undefined ? {} : { id }),
  action,
  name,
  timestamp,
  attributes,
});

/** Sorts items by their JSON, which begins with an identifier. */
function inOrder<T>(items: readonly T[]): T[] {
  return items
    .map((item) => [JSON.stringify(item), item] as const)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, item]) => item);
}
