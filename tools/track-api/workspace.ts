import { applyOperation } from './apply-operation.ts';
import type { Identifiers, Operation } from './operation.ts';
import type { PersonRecord } from './people.ts';
import {
  attributesOf,
  type EventState,
  identifiersOf,
  snapshot,
  toEventState,
  type WorkspaceState,
} from './snapshot.ts';
import {
  type Applied,
  type ApplyRules,
  createStore,
  type DroppedItem,
  type DropReason,
  dropped,
  type EventRecord,
  type FailedAttributeChange,
  ownerOf,
  type Store,
} from './store.ts';

export type Region = 'us' | 'eu';

export interface WorkspaceSettings {
  readonly name: string;
  readonly siteId: string;
  readonly apiKey: string;
  readonly region: Region;
  readonly environmentId: number;
}

export interface Person {
  readonly cioId: string;
  /** `id`, `email` and `phone`, if the person has them. */
  readonly identifiers: Readonly<Record<string, unknown>>;
  /** Without the identifiers. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Unix seconds of the winning write of each attribute, including identifiers and removed attributes. */
  readonly attributeTimestamps: Readonly<Record<string, number>>;
  /** All anonymous ids that the person has ever had. */
  readonly anonymousIds: readonly string[];
}

export interface RecordedEvent extends EventState {
  /** Set for an event sent anonymously, even if it now belongs to a person. */
  readonly anonymousId?: string;
}

/** One workspace, as tests see it. */
export class Workspace {
  readonly #initial: WorkspaceSettings;
  #settings: WorkspaceSettings;
  #store: Store = createStore();

  constructor(settings: WorkspaceSettings) {
    this.#initial = settings;
    this.#settings = settings;
  }

  /** Settings with the current key. */
  get settings(): WorkspaceSettings {
    return this.#settings;
  }

  /** Replaces the Tracking API key. Requests with the former key get 401. */
  rotateKey(apiKey: string): void {
    this.#settings = { ...this.#settings, apiKey };
  }

  apply(operation: Operation, arrivedAtMs: number, rules: ApplyRules): Applied {
    return applyOperation(this.#store, operation, arrivedAtMs, rules);
  }

  /** Records an operation as dropped. */
  drop(operation: Operation, why: DropReason): Applied {
    this.#store.droppedItems.push({ operation, why });
    return dropped(why);
  }

  people(): Person[] {
    return this.#store.people.all().map(toPerson);
  }

  person(identifiers: Identifiers): Person | undefined {
    const person = this.#store.people.find(identifiers);
    return person && toPerson(person);
  }

  /**
   * Returns events in arrival order: all of them, or those of one person, including anonymous events that became
   * theirs.
   */
  events(identifiers?: Identifiers): RecordedEvent[] {
    if (identifiers === undefined) return this.#store.events.map(toRecordedEvent);
    const person = this.#store.people.find(identifiers);
    return this.#eventsOf((owner) => person !== undefined && owner === person);
  }

  /** Returns the same as `events`, ordered by timestamp, then by arrival. */
  timeline(identifiers?: Identifiers): RecordedEvent[] {
    return this.events(identifiers).toSorted((one, other) => one.timestamp - other.timestamp);
  }

  /** Returns the anonymous events without a person, in arrival order. */
  anonymousEvents(): RecordedEvent[] {
    return this.#eventsOf((owner) => owner === undefined);
  }

  /** Accepted operations that were not stored, without duplicates of events. */
  get droppedItems(): readonly DroppedItem[] {
    return this.#store.droppedItems;
  }

  get failedAttributeChanges(): readonly FailedAttributeChange[] {
    return this.#store.failedAttributeChanges;
  }

  /** Number of events ignored because their id was known. */
  get duplicates(): number {
    return this.#store.duplicates;
  }

  /**
   * Returns the same state for two runs with the same requests, repeated or in another order. An event without an id
   * counts each time.
   */
  state(): WorkspaceState {
    return snapshot(this.#store);
  }

  /** Restores the initial state: no people, event ids or suppressions, and the first key. */
  reset(): void {
    this.#settings = this.#initial;
    this.#store = createStore();
  }

  #eventsOf(isWanted: (owner: PersonRecord | undefined) => boolean): RecordedEvent[] {
    return this.#store.events.filter((event) => isWanted(ownerOf(this.#store, event))).map(toRecordedEvent);
  }
}

function toPerson(person: PersonRecord): Person {
  const timestamps = [...person.attributes].map(([name, { timestamp }]) => [name, timestamp]);
  return {
    cioId: person.cioId,
    identifiers: identifiersOf(person),
    attributes: attributesOf(person),
    attributeTimestamps: Object.fromEntries(timestamps),
    anonymousIds: [...person.anonymousIds],
  };
}

const toRecordedEvent = (event: EventRecord): RecordedEvent =>
  'anonymousId' in event.owner
    ? { ...toEventState(event), anonymousId: event.owner.anonymousId }
    : toEventState(event);
