import { MAX_ATTRIBUTE_VALUE_BYTES } from '../../../shared/customerio/limits.ts';
import type { Attributes } from '../../../shared/customerio/operations.ts';
import { isObject } from '../../../shared/is-object.ts';
import { attributesFromBody, type SourcedAttribute } from '../../../shared/mapping/event-attributes.ts';
import type { PurchaselyEvent } from '../../../shared/purchasely/webhook.ts';
import { explainProperty } from './explain-property.ts';
import { type ExplainedAttribute, type LeftOut, type MappedEvent, toFrom } from './explained.ts';

/** Explains the value of each attribute of an event. */
export function explainEvent(attributes: Attributes, mapped: MappedEvent): ExplainedAttribute[] {
  const { event, connection } = mapped;
  const fromBody = attributesFromBody(event.body, connection.eventAttributes, ignore);
  const sourceOf = new Map(fromBody.map((sourced) => [sourced.name, sourced]));
  const propertyOf = new Map(connection.userProperties.map(([property, attribute]) => [attribute, property]));
  return Object.entries(attributes).flatMap(([name, value]) => {
    const sourced = sourceOf.get(name);
    if (sourced !== undefined) return [explainSourced(sourced, mapped)];
    const property = propertyOf.get(name);
    return property === undefined ? [] : [explainProperty(property, [name, value], mapped)];
  });
}

/** Returns the attributes of the webhook that the configuration leaves out of the event. */
export function leftOut({ event, connection: { eventAttributes } }: MappedEvent): LeftOut[] {
  const everything = { include: null, exclude: [], rename: eventAttributes.rename };
  const chosen = new Set(
    attributesFromBody(event.body, eventAttributes, ignore).map(({ attribute }) => attribute),
  );
  return attributesFromBody(event.body, everything, ignore)
    .filter(({ attribute }) => !chosen.has(attribute))
    .map(({ attribute }) => ({ name: attribute, why: 'eventAttributes' }));
}

/** The delivery already reports adjustments. */
const ignore = () => {};

function explainSourced(
  sourced: SourcedAttribute,
  { event: { body }, adjustments }: MappedEvent,
): ExplainedAttribute {
  const { name, value, attribute } = sourced;
  const [path, raw] = rawOf(sourced, body);
  const isCut = adjustments.some(({ field, what }) => field === attribute && what === 'value cut');
  const conversion = isCut ? `cut to ${MAX_ATTRIBUTE_VALUE_BYTES} bytes` : conversionOf(raw, value);
  const parts = [
    `copied from ${path}`,
    ...(conversion === undefined ? [] : [conversion]),
    ...(name === attribute ? [] : ['renamed by eventAttributes']),
  ];
  return { name, value, source: attribute, from: toFrom({ [path]: raw }), why: parts.join(', ') };
}

/**
 * Returns the path of an attribute in the webhook and its value there. Attributes of objects are inside the object, and
 * a date may be in its `_ms` form.
 */
function rawOf({ attribute, parent }: SourcedAttribute, body: PurchaselyEvent['body']): [string, unknown] {
  const object = body[parent];
  const isInside = attribute !== parent && isObject(object);
  const home = isInside ? object : body;
  const key = isInside ? attribute.slice(parent.length + 1) : attribute;
  const there = Object.hasOwn(home, key) ? key : `${key}_ms`;
  return [isInside ? `${parent}.${there}` : there, home[there]];
}

/** Describes the conversion of a value, or returns undefined if it is sent unchanged. */
function conversionOf(raw: unknown, sent: unknown): string | undefined {
  if (raw === sent) return undefined;
  if (typeof raw === 'object') return 'as JSON text';
  if (typeof sent === 'number') return Number(raw) === sent ? 'as a number' : 'in Unix seconds';
  return 'half characters replaced';
}
