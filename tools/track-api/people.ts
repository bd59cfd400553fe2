import { type Identifiers, isRemoval } from './operation.ts';

interface AttributeRecord {
  /** Undefined once removed. The timestamp stays, so that an older write does not restore the attribute. */
  readonly value: unknown;
  /** Unix seconds of the winning write. */
  readonly timestamp: number;
}

export interface PersonRecord {
  readonly cioId: string;
  /** Includes the identifiers `id`, `email` and `phone`. */
  readonly attributes: Map<string, AttributeRecord>;
  /** All anonymous ids that the person has ever had. */
  readonly anonymousIds: Set<string>;
}

/** Attributes that identify one person in a workspace. */
export const IDENTIFYING = ['id', 'email', 'phone'] as const;
const isIdentifying = (name: string) => (IDENTIFYING as readonly string[]).includes(name);

const FIRST_CIO_ID = 0xa3000001;

/** Returns the search keys of identifiers. E-mail addresses are compared without case, all others exactly. */
export function identifierKeys(identifiers: Identifiers): string[] {
  return Object.entries(identifiers).map(([kind, value]) => keyOf(kind, value));
}

const keyOf = (kind: string, value: unknown) =>
  `${kind}:${kind === 'email' ? String(value).toLowerCase() : value}`;

/** The people of one workspace, with an index by identifier and by anonymous id. */
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

  /** Writes one attribute, unless its value is newer. With equal timestamps the later arrival wins. */
  write(person: PersonRecord, name: string, value: unknown, timestamp: number): void {
    const held = person.attributes.get(name);
    // Anonymous ids are permanent: neither a newer one nor the age of the write removes the events.
    if (name === 'anonymous_id' && !isRemoval(value)) this.#giveAnonymousId(person, String(value));
    if (held !== undefined && held.timestamp > timestamp) return;
    if (isIdentifying(name)) {
      if (held?.value !== undefined) this.#byKey.delete(keyOf(name, held.value));
      if (!isRemoval(value)) this.#byKey.set(keyOf(name, value), person);
    }
    person.attributes.set(name, { value: isRemoval(value) ? undefined : value, timestamp });
  }

  /** Returns the person who has this identifying attribute. An anonymous id is also unique, and never reused. */
  holderOf(name: string, value: unknown): PersonRecord | undefined {
    if (value === undefined || isRemoval(value)) return undefined;
    if (name === 'anonymous_id') return this.#byAnonymousId.get(String(value));
    return isIdentifying(name) ? this.#byKey.get(keyOf(name, value)) : undefined;
  }

  /**
   * Moves attributes that the first person lacks from the second, and removes the second:
   * https://docs.customer.io/integrations/api/track/
   */
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
