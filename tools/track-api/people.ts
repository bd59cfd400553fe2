import { type Identifiers, isRemoval } from './operation.ts';

interface AttributeRecord {
  /** Undefined once removed. The time is kept all the same: an older write must not bring the attribute back. */
  readonly value: unknown;
  /** Unix seconds of the write that holds. */
  readonly timestamp: number;
}

export interface PersonRecord {
  readonly cioId: string;
  /** The identifiers `id`, `email` and `phone` are attributes like any other. */
  readonly attributes: Map<string, AttributeRecord>;
  /** Every one the person was ever given. */
  readonly anonymousIds: Set<string>;
}

/** Attributes that name one person in a workspace. */
export const IDENTIFYING = ['id', 'email', 'phone'] as const;
const isIdentifying = (name: string) => (IDENTIFYING as readonly string[]).includes(name);

const FIRST_CIO_ID = 0xa3000001;

/** What an identifier is found by: e-mail addresses are compared without case, everything else as it is written. */
export function identifierKeys(identifiers: Identifiers): string[] {
  return Object.entries(identifiers).map(([kind, value]) => keyOf(kind, value));
}

const keyOf = (kind: string, value: unknown) =>
  `${kind}:${kind === 'email' ? String(value).toLowerCase() : value}`;

/** Everyone in one workspace, found by any of their identifiers, and whose an anonymous id is. */
export class People {
  readonly #everyone = new Set<PersonRecord>();
  readonly #byKey = new Map<string, PersonRecord>();
  readonly #byAnonymousId = new Map<string, PersonRecord>();
  #created = 0;

  all(): PersonRecord[] {
    return [...this.#everyone];
  }

  find(identifiers: Identifiers): PersonRecord | undefined {
    return identifierKeys(identifiers)
      .map((key) => this.#byKey.get(key))
      .find((person) => person !== undefined);
  }

  keysOf(person: PersonRecord): string[] {
    return [...this.#byKey].filter(([, held]) => held === person).map(([key]) => key);
  }

  create(identifiers: Identifiers, timestamp: number): PersonRecord {
    const person: PersonRecord = {
      cioId: (FIRST_CIO_ID + this.#created++).toString(16),
      attributes: new Map(),
      anonymousIds: new Set(),
    };
    this.#everyone.add(person);
    this.#byKey.set(keyOf('cio_id', person.cioId), person);
    for (const [kind, value] of Object.entries(identifiers)) this.write(person, kind, value, timestamp);
    return person;
  }

  remove(person: PersonRecord): void {
    this.#everyone.delete(person);
    for (const index of [this.#byKey, this.#byAnonymousId]) {
      for (const [key, held] of index) if (held === person) index.delete(key);
    }
  }

  /** Writes one attribute, unless what it holds is newer. Of two writes in one second the later arrival wins. */
  write(person: PersonRecord, name: string, value: unknown, timestamp: number): void {
    const held = person.attributes.get(name);
    // Given once is given for good: neither a newer id nor the write's age takes the events away again.
    if (name === 'anonymous_id' && !isRemoval(value)) this.#giveAnonymousId(person, String(value));
    if (held !== undefined && held.timestamp > timestamp) return;
    if (isIdentifying(name)) {
      if (held?.value !== undefined) this.#byKey.delete(keyOf(name, held.value));
      if (!isRemoval(value)) this.#byKey.set(keyOf(name, value), person);
    }
    person.attributes.set(name, { value: isRemoval(value) ? undefined : value, timestamp });
  }

  /** Who already has this identifier, given as an attribute. An anonymous id is unique too, and never reused. */
  holderOf(name: string, value: unknown): PersonRecord | undefined {
    if (value === undefined || isRemoval(value)) return undefined;
    if (name === 'anonymous_id') return this.#byAnonymousId.get(String(value));
    return isIdentifying(name) ? this.#byKey.get(keyOf(name, value)) : undefined;
  }

  /** What the first person lacks comes from the second, who is gone then: https://docs.customer.io/integrations/api/track/ */
  merge(primary: PersonRecord, secondary: PersonRecord): void {
    this.remove(secondary);
    for (const id of secondary.anonymousIds) this.#giveAnonymousId(primary, id);
    for (const [name, { value, timestamp }] of secondary.attributes) {
      if (primary.attributes.get(name)?.value !== undefined || value === undefined) continue;
      primary.attributes.delete(name);
      this.write(primary, name, value, timestamp);
    }
  }

  #giveAnonymousId(person: PersonRecord, id: string): void {
    person.anonymousIds.add(id);
    this.#byAnonymousId.set(id, person);
  }
}
