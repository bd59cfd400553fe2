import type { DeadLetter } from '../../../shared/dead-letters/dead-letter.ts';
import * as impersonal from '../../../shared/dead-letters/filter.ts';
import type { HashPerson } from './person-hash.ts';

/** Chooses the dead letters of a command. */
export interface Filter extends impersonal.Filter {
  /** Id of the person, or its printed hash. */
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

/** Returns a filter for the audit log, with a person only as a hash. */
export function describeFilter(
  { person, ...filter }: Filter,
  hashPerson: HashPerson,
): Record<string, unknown> {
  return {
    ...impersonal.describeFilter(filter),
    ...(person === undefined ? {} : { person: isHash(person) ? person : hashPerson(person) }),
  };
}

/** Returns true for an id that looks like a hash. It is not hashed again, because it reveals no more than a hash. */
function isHash(person: string): boolean {
  return /^[0-9a-f]{12}$/.test(person);
}
