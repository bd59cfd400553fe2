import type { ResolvedConnection } from '../config/resolved.ts';
import { MAX_ATTRIBUTE_VALUE_BYTES } from '../customerio/limits.ts';
import type { AttributeValue } from '../customerio/operations.ts';
import { PROPERTIES, type PropertyName, type PropertyScope } from '../purchasely/properties.ts';
import { type PurchaseKind, purchaseKindOf } from '../purchasely/purchase-kind.ts';
import type { PurchaselyEvent } from '../purchasely/webhook.ts';
import type { Adjust } from './adjustment.ts';
import { cutToBytes } from './cut.ts';

/** One attribute of a person that an event sets, or clears with `""`. */
export interface UserProperty {
  readonly property: PropertyName;
  readonly attribute: string;
  readonly value: AttributeValue;
}

/** Which properties each kind of event may change. */
const SCOPES: Readonly<Record<PurchaseKind, readonly PropertyScope[]>> = {
  subscription: ['person', 'subscription'],
  echo: ['person'],
  'one-time-purchase-gained': ['person', 'one-time-purchase'],
  'one-time-purchase-lost': ['person'],
};

/** Whether an event of this kind may change a property. */
export function mayChange(kind: PurchaseKind, property: PropertyName): boolean {
  // The lifecycle event beside an echo is the one that happened.
  if (property === 'last_event' && kind === 'echo') return false;
  return SCOPES[kind].includes(PROPERTIES[property].scope);
}

/** The attributes of the person that an event sets or clears, in the order of the catalogue. */
export function userPropertiesOf(
  event: PurchaselyEvent,
  { userProperties, planPeriodicity }: Pick<ResolvedConnection, 'userProperties' | 'planPeriodicity'>,
  adjust: Adjust,
): UserProperty[] {
  const kind = purchaseKindOf(event);
  const facts = { event, planPeriodicity };
  const properties: UserProperty[] = [];
  for (const [property, attribute] of userProperties) {
    if (!mayChange(kind, property)) continue;
    const value = PROPERTIES[property].read(facts);
    if (value !== undefined) properties.push({ property, attribute, value: fitted(value, property, adjust) });
  }
  return properties;
}

function fitted(value: AttributeValue, field: string, adjust: Adjust): AttributeValue {
  if (typeof value !== 'string') return value;
  const cut = cutToBytes(value.toWellFormed(), MAX_ATTRIBUTE_VALUE_BYTES);
  if (cut !== value) adjust({ field, what: 'value cut' });
  return cut;
}
