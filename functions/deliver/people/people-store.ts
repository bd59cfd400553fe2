import type { PersonRecord } from '../../../shared/people/person-record.ts';

/** Where people are kept between batches. */
export interface PeopleStore {
  /**
   * The records as they are now, written by any delivery; those that do not exist are missing.
   *
   * @param keys of people, each once
   */
  read(keys: readonly string[]): Promise<ReadonlyMap<string, PersonRecord>>;
  /** The revisions of these people, as `read` would find them: all that a second look needs, of most. */
  readRevisions(keys: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * Stores a record in place of the one that was read, or of none.
   *
   * @returns `false` if another delivery has written since: nothing is stored
   */
  write(record: PersonRecord, replaced: PersonRecord | undefined): Promise<boolean>;
}
