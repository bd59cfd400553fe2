import { type Applied, dropped, STORED } from './applied.ts';
import { isUlid } from './contract.ts';
import { findOrCreatePerson } from './find-person.ts';
import type { EventOperation } from './operation.ts';
import type { ApplyRules, Store } from './store.ts';

/** Stores an event unless its id has been seen. An anonymous one is nobody's until somebody is given its id. */
export function applyEvent(
  store: Store,
  operation: EventOperation,
  arrivedAtMs: number,
  rules: ApplyRules,
): Applied {
  const { action, id, name, identifiers, attributes = {} } = operation;
  if (id !== undefined && isUlid(id)) {
    const seenAtMs = store.seenEventIds.get(id);
    if (seenAtMs !== undefined && arrivedAtMs - seenAtMs < rules.dedupeWindowMs) return { kind: 'duplicate' };
    store.seenEventIds.set(id, arrivedAtMs);
  }
  const timestamp = operation.timestamp ?? Math.floor(arrivedAtMs / 1000);
  const event = { action, id, name: name.trim(), timestamp, attributes };
  if (identifiers.anonymous_id !== undefined) {
    store.events.push({ ...event, owner: { anonymousId: identifiers.anonymous_id } });
    return STORED;
  }
  const owner = findOrCreatePerson(store, identifiers, timestamp, rules);
  if (typeof owner === 'string') return dropped(owner);
  store.events.push({ ...event, owner });
  return STORED;
}
