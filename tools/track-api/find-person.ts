import type { Identifiers } from './operation.ts';
import { identifierKeys, type PersonRecord } from './people.ts';
import type { ApplyRules, DropReason, Store } from './store.ts';

/**
 * Whom an operation is about. Somebody unknown is created, where the rules say so.
 *
 * @returns why the operation is dropped, if it is about nobody
 */
export function findOrCreatePerson(
  store: Store,
  identifiers: Identifiers,
  timestamp: number,
  { unknownPerson }: ApplyRules,
): PersonRecord | DropReason {
  if (isSuppressed(store, identifiers)) return 'suppressed person';
  const known = store.people.find(identifiers);
  if (known !== undefined) return known;
  if (identifiers.cio_id !== undefined) return 'unknown cio_id';
  return unknownPerson === 'drop' ? 'unknown person' : store.people.create(identifiers, timestamp);
}

export const isSuppressed = ({ suppressed }: Store, identifiers: Identifiers): boolean =>
  identifierKeys(identifiers).some((key) => suppressed.has(key));
