import type { Identifiers, Operation } from '../track-api/operation.ts';
import type { AppliedIn } from '../track-api/options.ts';
import type { PersonKind, PersonRow } from './protocol.ts';
import { Ring, type RingReader, type Tell } from './ring.ts';

/** An operation that Customer.io has accepted, with its result. */
export interface AppliedOperation {
  readonly personKey: string;
  readonly operation: Operation;
  readonly result: AppliedIn;
  readonly atMs: number;
}

type Draft = { -readonly [Key in keyof PersonRow]: PersonRow[Key] };

/** Number of newest people to keep. */
export const KEPT_PEOPLE = 20_000;
/** Number of newest operations to keep, of all people. */
const KEPT_OPERATIONS = 100_000;

/** The people of the operations, and the newest operations themselves. */
export class PeopleJournal {
  readonly #people: Ring<string, Draft>;
  readonly #operations = new Ring<number, AppliedOperation>(KEPT_OPERATIONS);
  readonly #results = new WeakMap<object, AppliedIn>();
  readonly #tell: Tell<PersonRow>;

  constructor(tell: Tell<PersonRow>) {
    this.#tell = tell;
    this.#people = new Ring(KEPT_PEOPLE, (row) => tell(row, 'forgotten'));
  }

  get rows(): RingReader<string, PersonRow> {
    return this.#people;
  }

  /** True if operations are no longer kept. */
  get isCut(): boolean {
    return this.#operations.added > this.#operations.size;
  }

  /** Returns the operations of one person, oldest first. */
  operationsOf(personKey: string): AppliedOperation[] {
    return [...this.#operations.values()].filter((each) => each.personKey === personKey);
  }

  /** Returns the result of an operation, given as the object of the request, or undefined if it was not accepted. */
  resultOf(operation: object): AppliedIn | undefined {
    return this.#results.get(operation);
  }

  addApplied(operation: Operation, result: AppliedIn): void {
    this.#results.set(operation, result);
    if (operation.type !== 'person' || !('identifiers' in operation)) return;
    const { kind, id } = identifierOf(operation.identifiers);
    const personKey = personKeyOf(result.workspace, kind, id);
    const atMs = Date.now();
    this.#operations.add(this.#operations.added, { personKey, operation, result, atMs });

    const person = this.#people.get(personKey) ?? this.#create(personKey, result.workspace, kind, id);
    person.atMs = atMs;
    if ('name' in operation && result.kind === 'stored') {
      person.events += 1;
      person.lastEvent = operation.name;
    }
    this.#tell(person, 'changed');
  }

  #create(key: string, workspace: string, kind: PersonKind, id: string): Draft {
    const person: Draft = { seq: this.#people.added + 1, key, workspace, kind, id, events: 0, atMs: 0 };
    this.#people.add(key, person);
    return person;
  }
}

/** Returns the identifier of a person. Exactly one is present. */
export function identifierOf(identifiers: Identifiers): { readonly kind: PersonKind; readonly id: string } {
  const [kind = 'id', id = ''] = Object.entries(identifiers)[0] ?? [];
  return { kind: kind as PersonKind, id: String(id) };
}

export function personKeyOf(workspace: string, kind: PersonKind, id: string): string {
  return JSON.stringify([workspace, kind, id]);
}
