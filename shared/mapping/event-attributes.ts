import type { ResolvedConnection } from '../config/resolved.ts';
import { RESERVED_EVENT_ATTRIBUTES } from '../customerio/limits.ts';
import type { Attributes, AttributeValue } from '../customerio/operations.ts';
import { isObject } from '../is-object.ts';
import { isNothing, type PersonState } from '../people/state.ts';
import { summarize } from '../people/summary.ts';
import { propertyOf } from '../people/view.ts';
import { PROPERTIES } from '../purchasely/properties.ts';
import { millisecondsToSeconds, readAttribute, toNumber } from '../purchasely/read-attribute.ts';
import type { Adjust } from './adjustment.ts';
import { type AttributeEntry, fitAttributes } from './fit-attributes.ts';
import { fitText } from './fit-text.ts';

type Body = Readonly<Record<string, unknown>>;
type Choice = ResolvedConnection['eventAttributes'];

/**
 * Amounts, whose names vary with the currency of the app: `plan_price_in_eur`, `amount_in_customer_currency`.
 */
const AMOUNT = /^(full_plan_price|plan_price|amount|cumulated_revenues)_in_([a-z]{3}|customer_currency)$/;

/** An event, and its person as known with it. */
interface Sources {
  readonly state: PersonState;
  readonly known: PersonState;
}

/**
 * The attributes of an event: every attribute of the webhook that the connection lets through, known or not, and the derived
 * properties, because Customer.io may process the event before the identify beside it: those of a subscription for the
 * event's own, those of all purchases for the person. Where there is no room for all, the derived ones come first.
 *
 * Dates (`*_at`, a naming rule of Purchasely's) become whole Unix seconds and their `*_at_ms` twins are dropped; objects
 * become one attribute a key (`attribution_utm_source`); empty values (`null`, `""`) are left out.
 *
 * @param maxBytes room for the attributes in the operation's JSON
 */
export function eventAttributesOf(
  body: Body,
  sources: Sources,
  connection: ResolvedConnection,
  maxBytes: number,
  adjust: Adjust,
): Attributes {
  const fromBody = attributesFromBody(body, connection.eventAttributes, adjust);
  const entries = derivedEntries(sources, connection, fromBody, adjust);
  for (const { name, value } of fromBody) entries.push([name, value]);
  return fitAttributes(entries, maxBytes, adjust);
}

/** An attribute as it is to be sent, and where it comes from. */
export interface SourcedAttribute {
  readonly name: string;
  readonly value: AttributeValue;
  /** Its name in the webhook, such as `plan` or `attribution_utm_source`. */
  readonly attribute: string;
  /** The name of the object it was in; of itself, if in none. */
  readonly parent: string;
}

/** The webhook's own attributes on its event, each with its source. */
export function attributesFromBody(body: Body, choice: Choice, adjust: Adjust): SourcedAttribute[] {
  const fates = fatesOf(choice);
  const winners = new Map<string, SourcedAttribute>();
  const take = ({ attribute, parent, name, kind }: Fate, given: unknown) => {
    if (kind === 'left-out') return;
    if (kind === 'reserved') return adjust({ field: name, what: 'dropped: reserved name' });
    const value = toAttributeValue(attribute, kind, given, adjust);
    if (value !== undefined) compete({ name, value, attribute, parent }, winners, adjust);
  };
  for (const parent of Object.keys(body)) {
    const value = body[parent];
    if (isObject(value)) {
      for (const key of Object.keys(value)) {
        takeOnce(key, value, adjust, take, (name) => fateOf(`${parent}_${name}`, parent, choice));
      }
    } else {
      takeOnce(parent, body, adjust, take, fates);
    }
  }
  return [...winners.values()];
}

/** The treatment of an attribute by its name, whatever its value. */
interface Fate {
  readonly attribute: string;
  readonly parent: string;
  /** Under which it is sent. */
  readonly name: string;
  /** `reserved`: Customer.io would read it as an address of the campaign's own messages. */
  readonly kind: 'plain' | 'date' | 'amount' | 'reserved' | 'left-out';
}

function fateOf(attribute: string, parent: string, choice: Choice): Fate {
  const { rename } = choice;
  const name = Object.hasOwn(rename, attribute) ? (rename[attribute] ?? attribute) : attribute;
  return { attribute, parent, name, kind: kindOf(attribute, parent, name, choice) };
}

function kindOf(attribute: string, parent: string, name: string, choice: Choice): Fate['kind'] {
  if (!isChosen(attribute, parent, choice)) return 'left-out';
  if (RESERVED_EVENT_ATTRIBUTES.has(name)) return 'reserved';
  if (AMOUNT.test(attribute)) return 'amount';
  return attribute.endsWith('_at') ? 'date' : 'plain';
}

/** Names of webhooks that are decided once: Purchasely has a hundred, a hostile webhook as many as it likes. */
const MAX_KNOWN_NAMES = 1000;

const KNOWN_FATES = new WeakMap<Choice, Map<string, Fate>>();

/** The fates of the attributes of webhooks, not of those in objects. Webhooks repeat their names. */
function fatesOf(choice: Choice): (attribute: string) => Fate {
  const known = KNOWN_FATES.get(choice) ?? new Map<string, Fate>();
  KNOWN_FATES.set(choice, known);
  return (attribute) => {
    const decided = known.get(attribute);
    if (decided !== undefined) return decided;
    const fate = fateOf(attribute, attribute, choice);
    if (known.size < MAX_KNOWN_NAMES) known.set(attribute, fate);
    return fate;
  };
}

/**
 * Takes an attribute, unless it is the second form of a date: each date once, in Unix seconds, from either form. One that
 * cannot be read is taken as it came.
 *
 * @param siblings where it is, and the other form of a date
 */
function takeOnce(
  key: string,
  siblings: Body,
  adjust: Adjust,
  take: (fate: Fate, value: unknown) => void,
  fates: (key: string) => Fate,
): void {
  const value = siblings[key];
  if (key.endsWith('_at')) {
    take(fates(key), readAttribute(siblings, key, 'date') ?? value);
  } else if (!key.endsWith('_at_ms')) {
    take(fates(key), value);
  } else {
    const twin = key.slice(0, -'_ms'.length);
    if (Object.hasOwn(siblings, twin) || isAbsent(value)) return;
    const seconds = millisecondsToSeconds(value);
    if (seconds === undefined) adjust({ field: key, what: 'ignored: not of the expected type' });
    else take(fates(twin), seconds);
  }
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function isChosen(attribute: string, parent: string, { include, exclude }: Choice): boolean {
  if (exclude.includes(attribute) || exclude.includes(parent)) return false;
  return include === null || include.includes(attribute) || include.includes(parent);
}

/** One attribute a name, whatever the order of the body: a renamed one before a plain one before a part of an object. */
function compete(candidate: SourcedAttribute, winners: Map<string, SourcedAttribute>, adjust: Adjust): void {
  const other = winners.get(candidate.name);
  const isBetter = other === undefined || precedenceOf(candidate) > precedenceOf(other);
  const loser = isBetter ? other : candidate;
  if (isBetter) winners.set(candidate.name, candidate);
  if (loser !== undefined) {
    adjust({ field: loser.attribute, what: 'dropped: another attribute has its name' });
  }
}

/** Greater wins; texts, so that two of a kind differ by their source. */
function precedenceOf({ name, attribute, parent }: SourcedAttribute): string {
  const rank = name !== attribute ? 2 : parent === attribute ? 1 : 0;
  return `${rank} ${parent}`;
}

function toAttributeValue(
  name: string,
  kind: Fate['kind'],
  value: unknown,
  adjust: Adjust,
): AttributeValue | undefined {
  if (isAbsent(value)) return undefined;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : refused(name, adjust);
  if (typeof value !== 'string') return fittedText(name, toJson(value), adjust);
  const number = kind === 'amount' ? toNumber(value) : undefined;
  if (kind === 'date') adjust({ field: name, what: 'sent as it came: not a date' });
  return number ?? fittedText(name, value, adjust);
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
  return text === undefined ? refused(field, adjust) : fitText(text, field, adjust);
}

/**
 * The properties no webhook attribute holds, under the names they have on the person. One whose webhook attribute is
 * sent under another name is not repeated under its own.
 */
function derivedEntries(
  { state, known }: Sources,
  connection: ResolvedConnection,
  taken: readonly SourcedAttribute[],
  adjust: Adjust,
): AttributeEntry[] {
  const derived = derivedPropertiesOf(connection).filter(
    ([, attribute]) => !taken.some((each) => each.name === attribute || each.attribute === attribute),
  );
  if (derived.length === 0 || isNothing(known)) return [];
  const [own, person] = state === known ? twice(summarize(state)) : [summarize(state), summarize(known)];
  const entries: AttributeEntry[] = [];
  for (const [property, attribute] of derived) {
    const summary = PROPERTIES[property].scope === 'purchases' ? person : own;
    const value = propertyOf(property, summary, connection.planPeriodicity);
    if (value === undefined || value === '') continue;
    entries.push([attribute, typeof value === 'string' ? fitText(value, property, adjust) : value]);
  }
  return entries;
}

const DERIVED_PROPERTIES = new WeakMap<ResolvedConnection, ResolvedConnection['userProperties']>();

/** Those that an event of this connection may carry, decided once. */
function derivedPropertiesOf(connection: ResolvedConnection): ResolvedConnection['userProperties'] {
  const { userProperties, eventAttributes } = connection;
  const derived =
    DERIVED_PROPERTIES.get(connection) ??
    userProperties.filter(
      ([property, attribute]) =>
        PROPERTIES[property].how !== 'copied' &&
        property !== 'last_event' &&
        isChosen(attribute, property, eventAttributes),
    );
  DERIVED_PROPERTIES.set(connection, derived);
  return derived;
}

function twice<Value>(value: Value): [Value, Value] {
  return [value, value];
}
