import type { DeadLetter } from '../../../shared/dead-letters/dead-letter.ts';
import * as impersonal from '../../../shared/dead-letters/filter.ts';
import type { HashPerson } from './person-hash.ts';

/** Which dead letters a command is about. */
export interface Filter extends impersonal.Filter {
  /** The person's id, or its hash as printed. */
  readonly person?: string;
}

export function matches(letter: DeadLetter, filter: Filter, hashPerson: HashPerson): boolean {
  return (
    impersonal.matches(letter, filter) &&
    (filter.person === undefined || isPerson(letter, filter.person, hashPerson))
  );
}

function isPerson({ personId }: DeadLetter, wanted: string, hashPerson: HashPerson): boolean {
  return personId !== undefined && (personId === wanted || hashPerson(personId) === wanted);
}

/** A filter as the audit log may show it: a person only as a hash. */
export function describeFilter(
  { person, ...filter }: Filter,
  hashPerson: HashPerson,
): Record<string, unknown> {
  return {
    ...impersonal.describeFilter(filter),
    ...(person === undefined ? {} : { person: isHash(person) ? person : hashPerson(person) }),
  };
}

/** An id that looks like a hash is hashed no further: it reveals no more about a person than a hash does. */
function isHash(person: string): boolean {
  return /^[0-9a-f]{12}$/.test(person);
}
