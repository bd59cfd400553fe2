import type { PeopleStore } from '../../../functions/deliver/people/people-store.ts';
import type { PersonRecord } from '../../../shared/people/person-record.ts';

/** A people store in memory. */
export class MemoryPeople implements PeopleStore {
  readonly #records: Map<string, PersonRecord>;
  readonly #before: Pick<PeopleStore, 'read'> | undefined;

  readonly #asked = new Set<string>();

  /**
   * @param records people known at the start
   * @param before read-only store of further people
   */
  constructor(records: Iterable<PersonRecord> = [], before?: Pick<PeopleStore, 'read'>) {
    this.#records = new Map([...records].map((record) => [record.key, record]));
    this.#before = before;
  }

  /** Records of all people read so far, if known. */
  get asked(): readonly PersonRecord[] {
    return [...this.#asked].flatMap((key) => this.#records.get(key) ?? []);
  }

  async read(keys: readonly string[]): Promise<ReadonlyMap<string, PersonRecord>> {
    for (const key of keys) this.#asked.add(key);
    const unknown = keys.filter((key) => !this.#records.has(key));
    const before = unknown.length > 0 ? ((await this.#before?.read(unknown)) ?? new Map()) : new Map();
    return new Map(
      keys.flatMap((key) => {
        const record = this.#records.get(key) ?? before.get(key);
        if (record === undefined) return [];
        this.#records.set(key, record);
        return [[key, record] as const];
      }),
    );
  }

  async readRevisions(keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return new Map([...(await this.read(keys))].map(([key, { revision }]) => [key, revision]));
  }

  async write(record: PersonRecord, replaced: PersonRecord | undefined): Promise<boolean> {
    const current = (await this.read([record.key])).get(record.key);
    if (current?.revision !== replaced?.revision) return false;
    this.#records.set(record.key, record);
    return true;
  }
}
