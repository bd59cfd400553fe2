import type { ResolvedConnection } from '../config/resolved.ts';
import { MAX_ITEM_BYTES } from '../customerio/limits.ts';
import type { Identifiers, IdentifyOperation } from '../customerio/operations.ts';
import type { PersonState } from '../people/state.ts';
import { viewOf } from '../people/view.ts';
import type { Adjust } from './adjustment.ts';
import { type AttributeEntry, fitAttributes } from './fit-attributes.ts';
import { fitText } from './fit-text.ts';

/** A person as Customer.io is to show them. */
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
 * state, and an identify carries one: each further one has a separate identify.
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
    // Each value that is kept fits; a list of the plans of many purchases may not.
    typeof value === 'string' ? fitText(value, property, adjust) : value,
  ]);
  if (first !== undefined) entries.unshift(['anonymous_id', first]);
  const room = MAX_ITEM_BYTES - Buffer.byteLength(JSON.stringify(operation));
  return [
    { ...operation, attributes: fitAttributes(entries, room, adjust) },
    ...further.map((claim) => ({ ...operation, attributes: { anonymous_id: claim } })),
  ];
}
