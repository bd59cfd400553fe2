import type { Attributes } from '../../../shared/customerio/operations.ts';
import { anonymousIdToClaim } from '../../../shared/mapping/identity.ts';
import { SPOKEN_OF } from '../../../shared/people/state-of.ts';
import { PROPERTIES } from '../../../shared/purchasely/properties.ts';
import { type PurchaseKind, purchaseKindOf } from '../../../shared/purchasely/purchase-kind.ts';
import { derive, explainProperty } from './explain-property.ts';
import { type ExplainedAttribute, type LeftOut, type MappedEvent, toFrom } from './explained.ts';
import { recordReads } from './record-reads.ts';

/** Why each attribute of an identify has its value. */
export function explainPerson(attributes: Attributes, mapped: MappedEvent): ExplainedAttribute[] {
  const { event, connection } = mapped;
  const propertyOf = new Map(connection.userProperties.map(([property, attribute]) => [attribute, property]));
  return Object.entries(attributes).map(([name, value]) => {
    const property = propertyOf.get(name);
    if (property !== undefined) return explainProperty(property, [name, value], mapped);
    const { reads } = recordReads(event, (recorded) => anonymousIdToClaim(recorded, connection.identity));
    const why = 'claimed: the earlier events of this anonymous id are this person’s';
    return { name, value, source: name, from: toFrom(reads), why };
  });
}

/** The properties that are on and of which an event says nothing. */
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

/** Why an event of this kind leaves a property as it is. */
const WHY_NOT: Readonly<Record<PurchaseKind, string>> = {
  subscription: 'the webhook does not say',
  echo: 'the webhook does not say',
  transaction: 'money moved, nothing of the person changes',
  'one-time-purchase-gained': 'not of a one-time purchase',
  'one-time-purchase-lost': 'not of a one-time purchase that is lost',
};
