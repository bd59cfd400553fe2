import { applyIdentify } from './apply-identify.ts';
import { isUlid } from './contract.ts';
import type { EventOperation, LifecycleOperation, MergeOperation, Operation } from './operation.ts';
import { identifierKeys } from './people.ts';
import {
  type Applied,
  type ApplyRules,
  dropped,
  findOrCreatePerson,
  ownerOf,
  STORED,
  type Store,
} from './store.ts';

/** Applies one operation to a workspace. Records dropped operations and counts duplicates. */
export function applyOperation(
  store: Store,
  operation: Operation,
  arrivedAtMs: number,
  rules: ApplyRules,
): Applied {
  const applied = applyByAction(store, operation, arrivedAtMs, rules);
  if (applied.kind === 'dropped') store.droppedItems.push({ operation, why: applied.why });
  if (applied.kind === 'duplicate') store.duplicates += 1;
  return applied;
}

function applyByAction(store: Store, operation: Operation, arrivedAtMs: number, rules: ApplyRules): Applied {
  switch (operation.action) {
    case 'identify':
      return applyIdentify(store, operation, arrivedAtMs, rules);
    case 'event':
      return applyEvent(store, operation, arrivedAtMs, rules);
    case 'delete':
      return applyDelete(store, operation);
    case 'suppress':
      return applySuppress(store, operation);
    case 'unsuppress':
      return applyUnsuppress(store, operation);
    case 'merge':
      return applyMerge(store, operation);
  }
}

/** Stores an event unless its id is known. An anonymous event belongs to no person until one gets its anonymous id. */
function applyEvent(
  store: Store,
  operation: EventOperation,
  arrivedAtMs: number,
  rules: ApplyRules,
): Applied {
  const { id, name, identifiers, attributes = {} } = operation;
  if (id !== undefined && isUlid(id)) {
    const seenAtMs = store.seenEventIds.get(id);
    if (seenAtMs !== undefined && arrivedAtMs - seenAtMs < rules.dedupeWindowMs) return { kind: 'duplicate' };
    store.seenEventIds.set(id, arrivedAtMs);
  }
  const timestamp = operation.timestamp ?? Math.floor(arrivedAtMs / 1000);
  const event = { action: operation.action, id, name: name.trim(), timestamp, attributes };
  if (identifiers.anonymous_id !== undefined) {
    store.events.push({ ...event, owner: { anonymousId: identifiers.anonymous_id } });
    return STORED;
  }
  const owner = findOrCreatePerson(store, identifiers, timestamp, rules);
  if (typeof owner === 'string') return dropped(owner);
  store.events.push({ ...event, owner });
  return STORED;
}

/** Deletes a person. The same identifiers may be created again later. */
function applyDelete(store: Store, { identifiers }: LifecycleOperation): Applied {
  const person = store.people.find(identifiers);
  if (person === undefined) return dropped('unknown person');
  store.events = store.events.filter((event) => ownerOf(store, event) !== person);
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
 * Merges the second person into the first and removes the second. As documented, the first gains attributes and events.
 *
 * @see https://docs.customer.io/integrations/api/track/
 */
function applyMerge(store: Store, { primary, secondary }: MergeOperation): Applied {
  const kept = store.people.find(primary);
  const gone = store.people.find(secondary);
  if (kept === undefined || gone === undefined || kept === gone) return dropped('unknown person');
  store.events = store.events.map((event) => (event.owner === gone ? { ...event, owner: kept } : event));
  store.people.merge(kept, gone);
  return STORED;
}
