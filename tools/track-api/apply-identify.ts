import type { IdentifyOperation } from './operation.ts';
import { IDENTIFYING, type PersonRecord } from './people.ts';
import { type Applied, type ApplyRules, dropped, isSuppressed, STORED, type Store } from './store.ts';

/**
 * Creates or updates a person, attribute by attribute. Without a timestamp, or if timestamps are ignored, the write has
 * the time of its arrival.
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

/** Returns true if the attribute has another value with a timestamp of the same second. Anonymous ids never tie. */
function isTie(
  { attributes }: PersonRecord,
  [name, value]: [name: string, value: unknown],
  timestamp: number,
): boolean {
  const held = attributes.get(name);
  return name !== 'anonymous_id' && held?.timestamp === timestamp && held.value !== value;
}

/**
 * Finds a person by the identifying attributes of the operation. They then gain its new identifier, instead of a second
 * profile being created, unless they already have another identifier of that kind.
 */
function namedByAttributes({ people }: Store, { identifiers, attributes = {} }: IdentifyOperation) {
  if (identifiers.cio_id !== undefined) return undefined; // assigned by Customer.io, so a person cannot gain one
  const [kind = ''] = Object.keys(identifiers);
  return IDENTIFYING.map((name) => people.holderOf(name, attributes[name])).find(
    (person) => person !== undefined && person.attributes.get(kind)?.value === undefined,
  );
}

/** Returns the identifiers that the person lacks. A `cio_id` identifies a person but is not an attribute. */
function identifiersToGain({ attributes }: PersonRecord, { identifiers }: IdentifyOperation) {
  return Object.fromEntries(
    Object.entries(identifiers).filter(
      ([kind]) => kind !== 'cio_id' && attributes.get(kind)?.value === undefined,
    ),
  );
}

/**
 * Returns why this person cannot get an identifier, or undefined if they can. Customer.io answers 200 and logs the
 * failure.
 */
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
