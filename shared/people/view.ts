import type { ResolvedConnection } from '../config/resolved.ts';
import type { AttributeValue } from '../customerio/operations.ts';
import type { KnownPurchase, Said } from '../purchasely/known-purchases.ts';
import { PROPERTIES, type PropertyDescription, type PropertyName } from '../purchasely/properties.ts';
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
export function propertyOf(
  name: PropertyName,
  { person, subscriptions, purchases }: PersonSummary,
  planPeriodicity: PropertyRules['planPeriodicity'],
): Said | undefined {
  const property: PropertyDescription = PROPERTIES[name];
  if ('ofPurchases' in property) return property.ofPurchases(purchases);
  if (property.scope !== 'subscription') return person[name];

  const read = (subscription: KnownPurchase) =>
    'said' in property ? subscription.said[name] : property.ofSubscription(subscription, planPeriodicity);
  const [main, ...others] = subscriptions;
  if (main === undefined) return undefined;
  // What only another subscription has said would stay on the person as if it were the main one's.
  return read(main) ?? (others.some((other) => read(other) !== undefined) ? '' : undefined);
}
