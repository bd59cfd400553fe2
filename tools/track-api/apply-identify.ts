import type { IdentifyOperation } from './operation.ts';
import { IDENTIFYING, type PersonRecord } from './people.ts';
import { type Applied, type ApplyRules, dropped, isSuppressed, STORED, type Store } from './store.ts';

/**
 * Creates or updates a person, attribute by attribute. Without a timestamp, or where timestamps are ignored, the write is
 * as old as its arrival.
 */
export function applyIdentify(
  store: Store,
  operation: IdentifyOperation,
  arrivedAtMs: number,
  { timestamps }: ApplyRules,
): Applied {
  const { identifiers } = operation;
  const arrivedAt = Math.floor(arrivedAtMs / 1000);
  const timestamp = timestamps === 'ignored' ? arrivedAt : (operation.timestamp ?? arrivedAt);
  if (isSuppressed(store, identifiers)) return dropped('suppressed person');
  const { _update: updateOnly, ...attributes } = operation.attributes ?? {};
  const known = store.people.find(identifiers) ?? namedByAttributes(store, operation);
  if (known === undefined && identifiers.cio_id !== undefined) return dropped('unknown cio_id');
  if (known === undefined && updateOnly === true) {
    store.failedAttributeChanges.push({ operation, why: 'update of an unknown person' });
    return dropped('update of an unknown person');
  }
  const person = known ?? store.people.create(identifiers, timestamp);
  for (const [name, value] of Object.entries({ ...identifiersToGain(person, operation), ...attributes })) {
    const why = conflictOf(store, person, [name, value], operation);
    if (timestamps === 'strict' && isTie(person, [name, value], timestamp)) continue;
    if (why === undefined) store.people.write(person, name, value, timestamp);
    else store.failedAttributeChanges.push({ operation, attribute: name, why });
  }
  return STORED;
}

/** Whether something else was written of the same second. Every claim of an anonymous id counts. */
function isTie(
  { attributes }: PersonRecord,
  [name, value]: [name: string, value: unknown],
  timestamp: number,
): boolean {
  const held = attributes.get(name);
  return name !== 'anonymous_id' && held?.timestamp === timestamp && held.value !== value;
}

/**
 * A new identifier beside the e-mail or the id of an existing person does not make a second profile: that person gains
 * it, unless they already have another of its kind.
 */
function namedByAttributes({ people }: Store, { identifiers, attributes = {} }: IdentifyOperation) {
  if (identifiers.cio_id !== undefined) return undefined; // Customer.io hands them out: nobody gains one
  const [kind = ''] = Object.keys(identifiers);
  return IDENTIFYING.map((name) => people.holderOf(name, attributes[name])).find(
    (person) => person !== undefined && person.attributes.get(kind)?.value === undefined,
  );
}

/** Identifiers the person was not found by. A cio_id names a person but is no attribute. */
function identifiersToGain({ attributes }: PersonRecord, { identifiers }: IdentifyOperation) {
  return Object.fromEntries(
    Object.entries(identifiers).filter(
      ([kind]) => kind !== 'cio_id' && attributes.get(kind)?.value === undefined,
    ),
  );
}

/** Why an identifier cannot be given to this person. Customer.io answers 200 and logs it. */
function conflictOf(
  { people }: Store,
  person: PersonRecord,
  [name, value]: [name: string, value: unknown],
  { identifiers }: IdentifyOperation,
): string | undefined {
  const holder = people.holderOf(name, value);
  if (holder !== undefined && holder !== person) return 'belongs to another person';
  const id = person.attributes.get('id')?.value;
  const changesId = name === 'id' && id !== undefined && String(id) !== String(value);
  return changesId && identifiers.cio_id === undefined
    ? 'an id is changed through the cio_id only'
    : undefined;
}
