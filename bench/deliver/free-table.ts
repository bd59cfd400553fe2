import { readFileSync } from 'node:fs';
import type { PeopleStore } from '../../functions/deliver/people/people-store.ts';
import { required } from '../../functions/settings.ts';
import type { PersonRecord } from '../../shared/people/person-record.ts';
import { type ReadItem, toRecord } from '../../shared/people/table-item.ts';

/**
 * A people table in memory, without the cost of calls, signatures and items. It has the same people and drops the same
 * writes as `table.ts`.
 */
export function createPeopleTable(): PeopleStore {
  const items: readonly ReadItem[] = JSON.parse(readFileSync(required(process.env, 'KNOWN_PEOPLE'), 'utf8'));
  const known = new Map(items.map(toRecord).map((record) => [record.key, record]));
  const written = new Map<string, PersonRecord>();
  return {
    async read(keys) {
      const records = new Map<string, PersonRecord>();
      for (const key of keys) {
        const record = written.get(key) ?? known.get(key);
        if (record !== undefined) records.set(key, record);
        written.delete(key);
      }
      return records;
    },
    async readRevisions(keys) {
      return new Map([...(await this.read(keys))].map(([key, { revision }]) => [key, revision]));
    },
    async write(changes) {
      for (const { record } of changes) written.set(record.key, record);
      return new Map(changes.map(({ record }) => [record.key, { kind: 'stored' }]));
    },
  };
}
