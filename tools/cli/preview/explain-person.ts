import type { Attributes } from '../../../shared/customerio/operations.ts';
import { anonymousIdToClaim } from '../../../shared/mapping/identity.ts';
import { SPOKEN_OF } from '../../../shared/people/state-of.ts';
import { PROPERTIES } from '../../../shared/purchasely/properties.ts';
import { type PurchaseKind, purchaseKindOf } from '../../../shared/purchasely/purchase-kind.ts';
import { derive, explainProperty } from './explain-property.ts';
import { type ExplainedAttribute, type LeftOut, type MappedEvent, toFrom } from './explained.ts';
import { recordReads } from './record-reads.ts';

/** Explains the value of each attribute of an identify. */
export function explainPerson(attributes: Attributes, mapped: MappedEvent): ExplainedAttribute[] {
  const { event, connection } = mapped;
  const propertyOf = new Map(connection.userProperties.map(([property, attribute]) => [attribute, property]));
  return Object.entries(attributes).map(([name, value]) => {
    const property = propertyOf.get(name);
    if (property !== undefined) return explainProperty(property, [name, value], mapped);
    const { reads } = recordReads(event, (recorded) => anonymousIdToClaim(recorded, connection.identity));
    const why = 'gives the earlier events of this anonymous id to this person';
    return { name, value, source: name, from: toFrom(reads), why };
  });
}

/** Returns the properties that are on and that an event does not change. */
export function leftAlone(attributes: Attributes, { event, connection }: MappedEvent): LeftOut[] {
  return connection.userProperties
    .filter(([, attribute]) => !Object.hasOwn(attributes, attribute))
    .map(([property, name]) => {
      const kind = purchaseKindOf(event);
      const { scope } = PROPERTIES[property];
      if (scope !== 'purchases' && !SPOKEN_OF[kind].includes(scope)) return { name, why: WHY_NOT[kind] };
      const { result } = derive(property, event, connection);
      return { name, why: result === undefined ? WHY_NOT[kind] : 'no room left' };
    });
}

/** Reasons why an event of this kind does not change a property. */
const WHY_NOT: Readonly<Record<PurchaseKind, string>> = {
  subscription: 'no value in the webhook',
  echo: 'no value in the webhook',
  transaction: 'a transaction does not change the person',
  'one-time-purchase-gained': 'not for one-time purchases',
  'one-time-purchase-lost': 'not for lost one-time purchases',
};
