import type { ResolvedConnection } from '../config/resolved.ts';
import { MAX_ATTRIBUTE_VALUE_BYTES, MAX_ITEM_BYTES } from '../customerio/limits.ts';
import type { Identifiers, IdentifyOperation } from '../customerio/operations.ts';
import type { PersonState } from '../people/state.ts';
import { viewOf } from '../people/view.ts';
import type { Adjust } from './adjustment.ts';
import { cutToBytes } from './cut.ts';
import { type AttributeEntry, fitAttributes } from './fit-attributes.ts';

/** A person as they are to be told to Customer.io. */
export interface PersonToIdentify {
  readonly identifiers: Identifiers;
  readonly state: PersonState;
  /** Unix seconds from which it is true. */
  readonly clock: number;
  /** Anonymous ids whose earlier events are this person's, oldest first. */
  readonly claims: readonly string[];
}

/**
 * The identifies that bring a person up to date: one with everything that is known. An `anonymous_id` is a claim and no
 * state, and an identify carries one: each further one has an identify of its own.
 */
export function identifyPerson(
  { identifiers, state, clock, claims }: PersonToIdentify,
  connection: ResolvedConnection,
  adjust: Adjust,
): [IdentifyOperation, ...IdentifyOperation[]] {
  const operation = {
    type: 'person',
    action: 'identify',
    identifiers,
    timestamp: clock,
    attributes: {},
  } as const;
  const [first, ...further] = new Set(claims);
  const entries: AttributeEntry[] = viewOf(state, connection).map(({ attribute, property, value }) => [
    attribute,
    fittedList(value, property, adjust),
  ]);
  if (first !== undefined) entries.unshift(['anonymous_id', first]);
  const room = MAX_ITEM_BYTES - Buffer.byteLength(JSON.stringify(operation));
  return [
    { ...operation, attributes: Object.fromEntries(fitAttributes(entries, room, adjust)) },
    ...further.map((claim) => ({ ...operation, attributes: { anonymous_id: claim } })),
  ];
}

/** Each value that is kept fits; a list of the plans of many purchases may not. */
function fittedList<Value>(value: Value, field: string, adjust: Adjust): Value | string {
  if (typeof value !== 'string') return value;
  const cut = cutToBytes(value, MAX_ATTRIBUTE_VALUE_BYTES);
  if (cut !== value) adjust({ field, what: 'value cut' });
  return cut;
}
