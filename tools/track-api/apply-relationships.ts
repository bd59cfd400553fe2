import { type Applied, dropped, STORED } from './applied.ts';
import { findOrCreatePerson } from './find-person.ts';
import type { PersonRelationshipsOperation, ToObject } from './operation.ts';
import type { PersonRecord } from './people.ts';
import { relate, unrelate } from './relationships.ts';
import type { ApplyRules, Store } from './store.ts';

/** Relates a person to objects, or ends that. */
export function applyRelationships(
  store: Store,
  { action, identifiers, cio_relationships }: PersonRelationshipsOperation,
  arrivedAtMs: number,
  rules: ApplyRules,
): Applied {
  if (action === 'delete_relationships') {
    const person = store.people.find(identifiers);
    if (person === undefined) return dropped('unknown person');
    const ended = cio_relationships.filter((each) => {
      const object = store.objects.find(each.identifiers);
      return object !== undefined && unrelate(store, person, object);
    });
    return ended.length === 0 ? dropped('no such relationship') : STORED;
  }
  const person = findOrCreatePerson(store, identifiers, Math.floor(arrivedAtMs / 1000), rules);
  if (typeof person === 'string') return dropped(person);
  relateToObjects(store, person, cio_relationships);
  return STORED;
}

/** An unknown object is created, but for an unknown `cio_object_id`, which is passed over. */
export function relateToObjects(
  store: Store,
  person: PersonRecord,
  relationships: readonly ToObject[] = [],
): void {
  for (const { identifiers, relationship_attributes } of relationships) {
    const object = store.objects.findOrCreate(identifiers);
    if (object !== undefined) relate(store, person, object, relationship_attributes);
  }
}
