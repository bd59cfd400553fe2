import type { ResolvedConnection } from '../config/resolved.ts';
import type { AttributeValue } from '../customerio/operations.ts';
import type { KnownPurchase, Said } from '../purchasely/known-purchases.ts';
import {
  PROPERTIES,
  PROPERTY_NAMES,
  type PropertyDescription,
  type PropertyName,
} from '../purchasely/properties.ts';
import { isNothing, type PersonState } from './state.ts';
import { type PersonSummary, summarize } from './summary.ts';

/** One attribute of a person, set, or cleared with `""`. */
export interface UserProperty {
  readonly property: PropertyName;
  readonly attribute: string;
  readonly value: AttributeValue;
}

type PropertyRules = Pick<ResolvedConnection, 'userProperties' | 'planPeriodicity'>;

/**
 * How a person looks at Customer.io: every property that is on and of which something is known, in the order of the
 * catalogue. It depends on the state and the configuration, and on nothing else.
 */
export function viewOf(state: PersonState, rules: PropertyRules): UserProperty[] {
  return isNothing(state) ? [] : viewOfSummary(summarize(state), rules);
}

export function viewOfSummary(
  summary: PersonSummary,
  { userProperties, planPeriodicity }: PropertyRules,
): UserProperty[] {
  const view: UserProperty[] = [];
  for (const [property, attribute] of userProperties) {
    const value = propertyOf(property, summary, planPeriodicity);
    if (value !== undefined) view.push({ property, attribute, value });
  }
  return view;
}

/** `undefined`: nothing is known of it, and the person keeps what they have. `""`: it does not apply. */
type ReadProperty = (
  summary: PersonSummary,
  planPeriodicity: PropertyRules['planPeriodicity'],
) => Said | undefined;

const READERS = Object.fromEntries(PROPERTY_NAMES.map((name) => [name, readerOf(name)])) as Readonly<
  Record<PropertyName, ReadProperty>
>;

export function propertyOf(name: PropertyName, ...known: Parameters<ReadProperty>): Said | undefined {
  return READERS[name](...known);
}

function readerOf(name: PropertyName): ReadProperty {
  const property: PropertyDescription = PROPERTIES[name];
  if ('ofPurchases' in property) return ({ purchases }) => property.ofPurchases(purchases);
  if (property.scope !== 'subscription') return ({ person }) => person[name];

  const read = 'said' in property ? ({ said }: KnownPurchase) => said[name] : property.ofSubscription;
  return ({ subscriptions }, planPeriodicity) => {
    const [main] = subscriptions;
    if (main === undefined) return undefined;
    const isKnown = (subscription: KnownPurchase) => read(subscription, planPeriodicity) !== undefined;
    // A property that only another subscription has would stay on the person as if it were the main one's.
    return read(main, planPeriodicity) ?? (subscriptions.some(isKnown) ? '' : undefined);
  };
}
