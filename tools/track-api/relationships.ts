import type { ObjectRecord } from './objects.ts';
import { type Attributes, withChanges } from './operation.ts';
import { type Owner, ownerOf, type Store } from './store.ts';

/** Relates somebody to an object, or changes how they are related. */
export function relate(store: Store, owner: Owner, object: ObjectRecord, attributes?: Attributes): void {
  const held = store.relationships.find(isBetween(store, owner, object));
  if (held !== undefined) held.attributes = withChanges(held.attributes, attributes);
  else store.relationships.push({ owner, object, attributes: withChanges({}, attributes) });
}

/** @returns whether they were related */
export function unrelate(store: Store, owner: Owner, object: ObjectRecord): boolean {
  const before = store.relationships.length;
  const isTheirs = isBetween(store, owner, object);
  store.relationships = store.relationships.filter((each) => !isTheirs(each));
  return store.relationships.length < before;
}

/** An anonymous id that somebody was given by now stands for that person. */
function isBetween(store: Store, owner: Owner, object: ObjectRecord) {
  const whoIs = (each: Owner) =>
    ownerOf(store, { owner: each }) ?? ('anonymousId' in each && each.anonymousId);
  const wanted = whoIs(owner);
  return (each: { readonly owner: Owner; readonly object: ObjectRecord }) =>
    each.object === object && whoIs(each.owner) === wanted;
}
