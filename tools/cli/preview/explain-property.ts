import type { ResolvedConnection } from '../../../shared/config/resolved.ts';
import { MAX_ATTRIBUTE_VALUE_BYTES } from '../../../shared/customerio/limits.ts';
import type { AttributeValue } from '../../../shared/customerio/operations.ts';
import { explainValue } from '../../../shared/people/explain.ts';
import { OWNED, STANDING } from '../../../shared/people/state.ts';
import { stateOf } from '../../../shared/people/state-of.ts';
import { summarize } from '../../../shared/people/summary.ts';
import {
  PROPERTIES,
  type PropertyDescription,
  type PropertyName,
} from '../../../shared/purchasely/properties.ts';
import { purchaseKindOf } from '../../../shared/purchasely/purchase-kind.ts';
import { standingOf } from '../../../shared/purchasely/standing.ts';
import type { PurchaselyEvent } from '../../../shared/purchasely/webhook.ts';
import { type ExplainedAttribute, type MappedEvent, toFrom } from './explained.ts';
import { recordReads } from './record-reads.ts';

/** Explains the value of a property, or why it is cleared. */
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

/** Derives a property from one webhook alone. Returns its value and the attributes of the webhook it was made of. */
export function derive(property: PropertyName, event: PurchaselyEvent, connection: ResolvedConnection) {
  const row: PropertyDescription = PROPERTIES[property];
  if ('said' in row) return recordReads(event, row.said);
  const summary = summarize(stateOf(event, event.createdAtMs, () => {}));
  const { value, sources } = explainValue(property, summary, connection.planPeriodicity);
  const reads = sources.map(({ name }) => recordReads(event, (recorded) => saidBy(recorded, name)).reads);
  return { result: value, reads: Object.assign({}, ...reads) as Readonly<Record<string, unknown>> };
}

function saidBy(event: PurchaselyEvent, name: string): unknown {
  if (name === STANDING) return standingOf(event);
  if (name === OWNED) return purchaseKindOf(event);
  const row: PropertyDescription = PROPERTIES[name as PropertyName];
  return 'said' in row ? row.said(event) : undefined;
}

export function whySet(property: PropertyName): string {
  const { how, from, type }: PropertyDescription = PROPERTIES[property];
  if (how !== 'copied') return `${how}: ${from}`;
  return `copied from ${from}${type === 'date' ? ', in Unix seconds' : ''}`;
}

function whyCleared(property: PropertyName, reads: Readonly<Record<string, unknown>>): string {
  const { how, from, type, clearedWhen }: PropertyDescription = PROPERTIES[property];
  if (how !== 'copied') return `cleared: ${clearedWhen}`;
  const isThere = Object.values(reads).some((value) => value !== undefined && value !== null && value !== '');
  return isThere ? `cleared: ${from} is not a ${type}` : `cleared: the webhook has no ${from}`;
}
