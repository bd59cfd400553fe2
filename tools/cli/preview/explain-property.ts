import type { ResolvedConnection } from '../../../shared/config/resolved.ts';
import { MAX_ATTRIBUTE_VALUE_BYTES } from '../../../shared/customerio/limits.ts';
import type { AttributeValue } from '../../../shared/customerio/operations.ts';
import {
  PROPERTIES,
  type PropertyDescription,
  type PropertyName,
} from '../../../shared/purchasely/properties.ts';
import type { PurchaselyEvent } from '../../../shared/purchasely/webhook.ts';
import { type ExplainedAttribute, type MappedEvent, toFrom } from './explained.ts';
import { recordReads } from './record-reads.ts';

/** Why a property has its value, or none. */
export function explainProperty(
  property: PropertyName,
  [name, value]: [name: string, value: AttributeValue],
  { event, connection, adjustments }: MappedEvent,
): ExplainedAttribute {
  const { reads } = derive(property, event, connection);
  const isCut = adjustments.some(({ field, what }) => field === property && what === 'value cut');
  const rule = value === '' ? whyCleared(property, reads) : whySet(property);
  return {
    name,
    value,
    source: `userProperties.${property}`,
    from: toFrom(reads),
    why: `${rule}${isCut ? `, cut to ${MAX_ATTRIBUTE_VALUE_BYTES} bytes` : ''}`,
  };
}

/** The value the mapping gives a property, whether the event may change it or not, and what it was made of. */
export function derive(property: PropertyName, event: PurchaselyEvent, connection: ResolvedConnection) {
  const { planPeriodicity } = connection;
  return recordReads(event, (recorded) => PROPERTIES[property].read({ event: recorded, planPeriodicity }));
}

function whySet(property: PropertyName): string {
  const { how, from, type }: PropertyDescription = PROPERTIES[property];
  if (how !== 'copied') return `${how}: ${from}`;
  return `copied from ${from}${type === 'date' ? ', in Unix seconds' : ''}`;
}

function whyCleared(property: PropertyName, reads: Readonly<Record<string, unknown>>): string {
  const { how, from, type, clearedWhen }: PropertyDescription = PROPERTIES[property];
  if (how !== 'copied') return `cleared: ${clearedWhen}`;
  const isThere = Object.values(reads).some((value) => value !== undefined && value !== null && value !== '');
  return isThere ? `cleared: ${from} is no ${type}` : `cleared: the webhook carries no ${from}`;
}
