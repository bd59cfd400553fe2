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
   * Stores each record unless another delivery has written it since. One that cannot be stored spoils no other.
   *
   * @param changes of people, each once
   * @returns by the key of the person
   */
  write(changes: readonly Change[]): Promise<ReadonlyMap<string, Written>>;
}

/** A record, in place of the one that was read, or of none. */
export interface Change {
  readonly record: PersonRecord;
  readonly replaced: PersonRecord | undefined;
}

/** `overtaken`: another delivery has written since, and nothing is stored. `failed`: the store threw this. */
export type Written =
  | { readonly kind: 'stored' | 'overtaken' }
  | { readonly kind: 'failed'; readonly error: unknown };
