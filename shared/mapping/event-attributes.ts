import type { ResolvedConnection } from '../config/resolved.ts';
import { MAX_ATTRIBUTE_VALUE_BYTES, RESERVED_EVENT_ATTRIBUTES } from '../customerio/limits.ts';
import type { Attributes, AttributeValue } from '../customerio/operations.ts';
import { isObject } from '../is-object.ts';
import { PROPERTIES } from '../purchasely/properties.ts';
import { millisecondsToSeconds, toNumber, toUnixSeconds } from '../purchasely/read-attribute.ts';
import type { Adjust } from './adjustment.ts';
import { cutToBytes } from './cut.ts';
import { type AttributeEntry, fitAttributes } from './fit-attributes.ts';
import type { UserProperty } from './user-properties.ts';

type Body = Readonly<Record<string, unknown>>;
type Choice = ResolvedConnection['eventAttributes'];

/**
 * Amounts, whose names vary with the currency of the app: `plan_price_in_eur`, `amount_in_customer_currency`.
 */
const AMOUNT = /^(full_plan_price|plan_price|amount|cumulated_revenues)_in_([a-z]{3}|customer_currency)$/;

/**
 * What an event carries: every attribute of the webhook that the connection lets through, known or not, then the
 * derived properties of the person, because Customer.io may process the event before the identify beside it.
 *
 * Dates (`*_at`, a naming rule of Purchasely's) become whole Unix seconds and their `*_at_ms` twins are dropped; objects
 * become one attribute a key (`attribution_utm_source`); what does not apply (`null`, `""`) is left out.
 *
 * @param maxBytes room for the attributes in the operation's JSON
 */
export function eventAttributesOf(
  body: Body,
  properties: readonly UserProperty[],
  choice: Choice,
  maxBytes: number,
  adjust: Adjust,
): Attributes {
  const fromBody = flattened(body, adjust)
    .filter(({ name, parent }) => isChosen(name, parent, choice))
    .flatMap(({ name, value }) => toEntry(choice.rename[name] ?? name, name, value, adjust));
  const derived = derivedEntries(properties, choice, fromBody);
  return Object.fromEntries(fitAttributes([...derived, ...fromBody], maxBytes, adjust));
}

interface Flat {
  readonly name: string;
  /** The webhook's own name for it: another one if an object was taken apart. */
  readonly parent: string;
  readonly value: unknown;
}

function flattened(body: Body, adjust: Adjust): Flat[] {
  return Object.entries(body).flatMap(([parent, value]): Flat[] => {
    if (isObject(value)) {
      return Object.entries(value).map(([key, inner]) => ({
        name: `${parent}_${key}`,
        parent,
        value: inner,
      }));
    }
    if (!parent.endsWith('_at_ms')) return [{ name: parent, parent, value }];
    const name = parent.slice(0, -'_ms'.length);
    // The twin of a readable date says the same again.
    if (toUnixSeconds(body[name]) !== undefined) return [];
    const seconds = millisecondsToSeconds(value);
    if (seconds === undefined) adjust({ field: parent, what: 'ignored: not of the expected type' });
    return seconds === undefined ? [] : [{ name, parent: name, value: seconds }];
  });
}

function isChosen(name: string, parent: string, { include, exclude }: Choice): boolean {
  if (exclude.includes(name) || exclude.includes(parent)) return false;
  return include === null || include.includes(name) || include.includes(parent);
}

/** @param name as it is sent; `attribute` is its name in the webhook, which tells its type */
function toEntry(name: string, attribute: string, value: unknown, adjust: Adjust): AttributeEntry[] {
  if (RESERVED_EVENT_ATTRIBUTES.has(name)) {
    adjust({ field: name, what: 'dropped: reserved name' });
    return [];
  }
  const converted = toAttributeValue(attribute, value, adjust);
  return converted === undefined ? [] : [[name, converted]];
}

function toAttributeValue(name: string, value: unknown, adjust: Adjust): AttributeValue | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : refused(name, adjust);
  if (typeof value !== 'string') return fittedText(name, toJson(value), adjust);
  if (AMOUNT.test(name)) return toNumber(value) ?? fittedText(name, value, adjust);
  if (!name.endsWith('_at')) return fittedText(name, value, adjust);
  const seconds = toUnixSeconds(value);
  if (seconds === undefined) adjust({ field: name, what: 'sent as it came: not a date' });
  return seconds ?? fittedText(name, value, adjust);
}

function refused(field: string, adjust: Adjust): undefined {
  adjust({ field, what: 'dropped: not a value Customer.io has' });
}

/** The text of something nested deeper than Customer.io's attributes; `undefined` if it is too deep even for that. */
function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function fittedText(field: string, text: string | undefined, adjust: Adjust): string | undefined {
  if (text === undefined) return refused(field, adjust);
  const cut = cutToBytes(text.toWellFormed(), MAX_ATTRIBUTE_VALUE_BYTES);
  if (cut !== text) adjust({ field, what: 'value cut' });
  return cut;
}

/** The properties no webhook attribute holds, under the names they have on the person. */
function derivedEntries(
  properties: readonly UserProperty[],
  choice: Choice,
  taken: readonly AttributeEntry[],
): AttributeEntry[] {
  const names = new Set(taken.map(([name]) => name));
  return properties
    .filter(({ property, attribute, value }) => {
      const isNew =
        PROPERTIES[property].how !== 'copied' && property !== 'last_event' && !names.has(attribute);
      return isNew && value !== '' && isChosen(attribute, property, choice);
    })
    .map(({ attribute, value }) => [attribute, value]);
}
