import { type Applied, dropped, STORED } from './applied.ts';
import type { LifecycleOperation, MergeOperation } from './operation.ts';
import { identifierKeys } from './people.ts';
import { ownerOf, type Store } from './store.ts';

/** Ends a person, for now or until the suppression is lifted. */
export function applyLifecycle(store: Store, operation: LifecycleOperation): Applied {
  switch (operation.action) {
    case 'delete':
      return applyDelete(store, operation);
    case 'suppress':
      return applySuppress(store, operation);
    case 'unsuppress':
      return applyUnsuppress(store, operation);
  }
}

/** The person may come back: a deletion does not block anything. */
function applyDelete(store: Store, { identifiers }: LifecycleOperation): Applied {
  const person = store.people.find(identifiers);
  if (person === undefined) return dropped('unknown person');
  store.events = store.events.filter((event) => ownerOf(store, event) !== person);
  store.relationships = store.relationships.filter((each) => ownerOf(store, each) !== person);
  store.people.remove(person);
  return STORED;
}

function applySuppress(store: Store, operation: LifecycleOperation): Applied {
  const person = store.people.find(operation.identifiers);
  const keys = new Set([
    ...identifierKeys(operation.identifiers),
    ...(person === undefined ? [] : store.people.keysOf(person)),
  ]);
  applyDelete(store, operation);
  for (const key of keys) store.suppressed.set(key, [...keys]);
  return STORED;
}

function applyUnsuppress(store: Store, { identifiers }: LifecycleOperation): Applied {
  for (const key of identifierKeys(identifiers).flatMap((named) => store.suppressed.get(named) ?? [])) {
    store.suppressed.delete(key);
  }
  return STORED;
}

/**
 * The second person is gone then. What the first one gains is what is published: attributes and events, not devices and
 * relationships.
 *
 * @see https://docs.customer.io/integrations/api/track/
 */
export function applyMerge(store: Store, { primary, secondary }: MergeOperation): Applied {
  const kept = store.people.find(primary);
  const gone = store.people.find(secondary);
  if (kept === undefined || gone === undefined || kept === gone) return dropped('unknown person');
  store.events = store.events.map((event) => (event.owner === gone ? { ...event, owner: kept } : event));
  store.relationships = store.relationships.filter(({ owner }) => owner !== gone);
  store.people.merge(kept, gone);
  return STORED;
}
