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
  /** `id`, `email` and `phone`, those the person has. */
  readonly identifiers: Readonly<Record<string, unknown>>;
  /** Without the identifiers. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Unix seconds of the write each attribute holds, identifiers and removed ones too. */
  readonly attributeTimestamps: Readonly<Record<string, number>>;
  /** Every anonymous id the person was ever given. */
  readonly anonymousIds: readonly string[];
}

export interface RecordedEvent extends EventState {
  /** Of an event sent anonymously, also when a person has it by now. */
  readonly anonymousId?: string;
}

/** One workspace, as a test sees it. */
export class Workspace {
  readonly #initial: WorkspaceSettings;
  #settings: WorkspaceSettings;
  #store: Store = createStore();

  constructor(settings: WorkspaceSettings) {
    this.#initial = settings;
    this.#settings = settings;
  }

  /** With the key that is valid now. */
  get settings(): WorkspaceSettings {
    return this.#settings;
  }

  /** Replaces the Tracking API key: every request with the former one is answered 401. */
  rotateKey(apiKey: string): void {
    this.#settings = { ...this.#settings, apiKey };
  }

  apply(operation: Operation, arrivedAtMs: number, rules: ApplyRules): Applied {
    return applyOperation(this.#store, operation, arrivedAtMs, rules);
  }

  /** Takes an operation and does nothing with it. */
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

  /** In arrival order: everything, or the timeline of one person, with the anonymous events that became theirs. */
  events(identifiers?: Identifiers): RecordedEvent[] {
    if (identifiers === undefined) return this.#store.events.map(toRecordedEvent);
    const person = this.#store.people.find(identifiers);
    return this.#eventsOf((owner) => person !== undefined && owner === person);
  }

  /** The same as `events`, ordered by timestamp; in arrival order within one second. */
  timeline(identifiers?: Identifiers): RecordedEvent[] {
    return this.events(identifiers).toSorted((one, other) => one.timestamp - other.timestamp);
  }

  /** In arrival order: the anonymous events without a person. */
  anonymousEvents(): RecordedEvent[] {
    return this.#eventsOf((owner) => owner === undefined);
  }

  /** Accepted operations of which nothing was stored, duplicates apart. */
  get droppedItems(): readonly DroppedItem[] {
    return this.#store.droppedItems;
  }

  get failedAttributeChanges(): readonly FailedAttributeChange[] {
    return this.#store.failedAttributeChanges;
  }

  /** How many events were ignored because their id had been seen. */
  get duplicates(): number {
    return this.#store.duplicates;
  }

  /** Equal for two runs, whatever the order and the repeats of requests; an event without an id counts each time. */
  state(): WorkspaceState {
    return snapshot(this.#store);
  }

  /** Restores the start: no people, no event ids, no suppressions, and the first key. */
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
