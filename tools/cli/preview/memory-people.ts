import type { Change, PeopleStore, Written } from '../../../functions/deliver/people/people-store.ts';
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

  async write(changes: readonly Change[]): Promise<ReadonlyMap<string, Written>> {
    const current = await this.read(changes.map(({ record }) => record.key));
    const results = changes.map(({ record, replaced }): [string, Written] => {
      if (current.get(record.key)?.revision !== replaced?.revision)
        return [record.key, { kind: 'overtaken' }];
      this.#records.set(record.key, record);
      return [record.key, { kind: 'stored' }];
    });
    return new Map(results);
  }
}
