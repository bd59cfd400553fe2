import { type Applied, dropped, STORED } from './applied.ts';
import { findOrCreatePerson } from './find-person.ts';
import { type DeviceOperation, withChanges } from './operation.ts';
import type { ApplyRules, Store } from './store.ts';

/** Adds or updates a person's device, or takes it away. Without a time it was used when the request arrived. */
export function applyDevice(
  store: Store,
  operation: DeviceOperation,
  arrivedAtMs: number,
  rules: ApplyRules,
): Applied {
  if (operation.action === 'delete_device') {
    const isGone = store.people.find(operation.identifiers)?.devices.delete(operation.device.token);
    return isGone === true ? STORED : dropped('no such device');
  }
  const arrivedAt = Math.floor(arrivedAtMs / 1000);
  const person = findOrCreatePerson(store, operation.identifiers, arrivedAt, rules);
  if (typeof person === 'string') return dropped(person);
  const { token, platform, last_used = arrivedAt, attributes } = operation.device;
  const held = person.devices.get(token)?.attributes ?? {};
  person.devices.set(token, { token, platform, last_used, attributes: withChanges(held, attributes) });
  return STORED;
}
