import { type Applied, STORED } from './applied.ts';
import { applyDevice } from './apply-device.ts';
import { applyEvent } from './apply-event.ts';
import { applyIdentify } from './apply-identify.ts';
import { applyLifecycle, applyMerge } from './apply-lifecycle.ts';
import { applyObject } from './apply-object.ts';
import { applyRelationships } from './apply-relationships.ts';
import type { DeliveryOperation, Operation, PersonOperation } from './operation.ts';
import type { ApplyRules, Store } from './store.ts';

/** Applies one operation to a workspace and counts what was not stored. */
export function applyOperation(
  store: Store,
  operation: Operation,
  arrivedAtMs: number,
  rules: ApplyRules,
): Applied {
  const applied = applyByType(store, operation, arrivedAtMs, rules);
  if (applied.kind === 'dropped') store.droppedItems.push({ operation, why: applied.why });
  if (applied.kind === 'duplicate') store.duplicates += 1;
  return applied;
}

function applyByType(store: Store, operation: Operation, arrivedAtMs: number, rules: ApplyRules): Applied {
  switch (operation.type) {
    case 'person':
      return applyToPerson(store, operation, arrivedAtMs, rules);
    case 'object':
      return applyObject(store, operation, arrivedAtMs, rules);
    case 'delivery':
      return applyDelivery(store, operation);
  }
}

function applyToPerson(
  store: Store,
  operation: PersonOperation,
  arrivedAtMs: number,
  rules: ApplyRules,
): Applied {
  switch (operation.action) {
    case 'identify':
      return applyIdentify(store, operation, arrivedAtMs);
    case 'event':
    case 'page':
    case 'screen':
      return applyEvent(store, operation, arrivedAtMs, rules);
    case 'delete':
    case 'suppress':
    case 'unsuppress':
      return applyLifecycle(store, operation);
    case 'merge':
      return applyMerge(store, operation);
    case 'add_device':
    case 'delete_device':
      return applyDevice(store, operation, arrivedAtMs, rules);
    case 'add_relationships':
    case 'delete_relationships':
      return applyRelationships(store, operation, arrivedAtMs, rules);
  }
}

function applyDelivery(store: Store, { identifiers, name, attributes }: DeliveryOperation): Applied {
  store.deliveryEvents.push({ deliveryId: identifiers.id, name, attributes });
  return STORED;
}
