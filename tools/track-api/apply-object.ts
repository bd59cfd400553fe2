import { type Applied, dropped, STORED } from './applied.ts';
import { findOrCreatePerson } from './find-person.ts';
import type { ObjectRecord } from './objects.ts';
import { type Identifiers, type ObjectOperation, type ToPerson, withChanges } from './operation.ts';
import { relate, unrelate } from './relationships.ts';
import type { ApplyRules, Owner, Store } from './store.ts';

/** Creates, updates or deletes an object, and who is related to it. */
export function applyObject(
  store: Store,
  operation: ObjectOperation,
  arrivedAtMs: number,
  rules: ApplyRules,
): Applied {
  switch (operation.action) {
    case 'delete':
      return deleteObject(store, store.objects.find(operation.identifiers));
    case 'delete_relationships':
      return endRelationships(store, store.objects.find(operation.identifiers), operation.cio_relationships);
    case 'add_relationships':
    case 'identify':
    case 'identify_anonymous': {
      const object = store.objects.findOrCreate(operation.identifiers);
      if (object === undefined) return dropped('unknown object');
      if ('attributes' in operation) object.attributes = withChanges(object.attributes, operation.attributes);
      for (const { identifiers, relationship_attributes } of relationshipsOf(operation)) {
        const owner = ownerFor(store, identifiers, arrivedAtMs, rules);
        if (owner !== undefined) relate(store, owner, object, relationship_attributes);
      }
      return STORED;
    }
  }
}

function deleteObject(store: Store, object: ObjectRecord | undefined): Applied {
  if (object === undefined) return dropped('unknown object');
  store.relationships = store.relationships.filter((each) => each.object !== object);
  store.objects.remove(object);
  return STORED;
}

function endRelationships(
  store: Store,
  object: ObjectRecord | undefined,
  relationships: readonly ToPerson[],
): Applied {
  if (object === undefined) return dropped('unknown object');
  const ended = relationships.filter(({ identifiers }) => {
    const person = store.people.find(identifiers);
    return person !== undefined && unrelate(store, person, object);
  });
  return ended.length === 0 ? dropped('no such relationship') : STORED;
}

function relationshipsOf(operation: Exclude<ObjectOperation, { action: 'delete' }>): readonly ToPerson[] {
  const { cio_relationships = [] } = operation;
  const anonymousId = 'anonymous_id' in operation ? operation.anonymous_id : undefined;
  return anonymousId === undefined
    ? cio_relationships
    : [...cio_relationships, { identifiers: { anonymous_id: anonymousId } }];
}

/** Undefined for somebody who is suppressed, or unknown and not to be created: they are passed over. */
function ownerFor(
  store: Store,
  identifiers: Identifiers,
  arrivedAtMs: number,
  rules: ApplyRules,
): Owner | undefined {
  if (identifiers.anonymous_id !== undefined) return { anonymousId: identifiers.anonymous_id };
  const person = findOrCreatePerson(store, identifiers, Math.floor(arrivedAtMs / 1000), rules);
  return typeof person === 'string' ? undefined : person;
}
