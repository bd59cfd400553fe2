import { isObject } from '../../shared/is-object.ts';
import { contractFaults, type ItemFault } from './contract.ts';
import type { Operation } from './operation.ts';

/**
 * Published rules that JSON Schema cannot express. All lengths are in UTF-8 bytes.
 *
 * @see https://docs.customer.io/integrations/api/track/
 * @see https://docs.customer.io/journeys/invalid-api-requests
 */
export const MAX_BATCH_BODY_BYTES = 500_000;
/** Published as "32 kb", which could also mean 32,768. The smaller value is the safe one. */
export const MAX_ITEM_BYTES = 32_000;
const MAX_IDENTIFIER_BYTES = 150;
const MAX_EVENT_NAME_BYTES = 100;
const MAX_ATTRIBUTE_NAME_BYTES = 150;
const MAX_ATTRIBUTE_VALUE_BYTES = 1000;

/** In v2 a `cio_id` has no prefix (`a3000001`). With `cio_` it is malformed. */
const isCioId = (value: string) => /^[0-9a-z]+$/.test(value);

/**
 * Names with a special meaning at Customer.io.
 *
 * @see https://docs.customer.io/messaging/people/reserved-attributes/
 */
const RESERVED_ATTRIBUTES = new Set([
  'phone',
  'created_at',
  'unsubscribed',
  'timezone',
  'timezone_valid',
  'mobile_ad_id',
  'email_sha256',
  'mobile_ad_id_sha256',
]);
const RESERVED_PREFIX = /^(_|cio_)/;
/** Reserved names that an identify may set: the other identifiers of the person, and the control key. */
const MEANT_ATTRIBUTES = new Set(['id', 'email', 'anonymous_id', '_update']);
/** Event attributes that override the sender and the recipient of a campaign. */
const ADDRESS_ATTRIBUTES = ['recipient', 'from_address', 'reply_to'];

export type Judgement =
  | { readonly kind: 'valid'; readonly operation: Operation }
  /** At least one fault, and at most one per field. */
  | { readonly kind: 'invalid'; readonly faults: readonly ItemFault[] };

export function judgeItem(item: unknown, strict: boolean): Judgement {
  if (!isObject(item)) return { kind: 'invalid', faults: [{ field: '', message: 'must be an object' }] };
  const byField = new Map<string, ItemFault>();
  for (const fault of [...contractFaults(item, strict), ...ruleFaults(item, strict)]) {
    if (!byField.has(fault.field)) byField.set(fault.field, fault);
  }
  // The contract has just validated it.
  if (byField.size === 0) return { kind: 'valid', operation: item as unknown as Operation };
  return { kind: 'invalid', faults: [...byField.values()] };
}

type Item = Readonly<Record<string, unknown>>;

/**
 * Returns the faults of an item by rules that the contract does not have. `strict` adds names that the service would
 * accept and act upon.
 */
function ruleFaults(item: Item, strict: boolean): ItemFault[] {
  const attributes = isObject(item['attributes']) ? item['attributes'] : {};
  const isIdentify = item['action'] === 'identify';
  const faults = [
    ...sizeFaults(item),
    ...['identifiers', 'primary', 'secondary'].flatMap((field) => identifierFaults(item[field], field)),
    ...anonymousFaults(item),
    ...nameFaults(item['name']),
    ...(isIdentify ? attributeFaults(attributes) : []),
    ...relationshipFaults(item),
  ];
  if (!strict) return faults;
  return [...faults, ...(isIdentify ? reservedFaults(attributes) : addressFaults(attributes))];
}

const sizeFaults = (item: Item): ItemFault[] =>
  byteLength(item) > MAX_ITEM_BYTES ? [{ field: '', message: 'item too large' }] : [];

function identifierFaults(identifiers: unknown, field: string): ItemFault[] {
  if (!isObject(identifiers)) return [];
  return Object.entries(identifiers).flatMap(([kind, value]) => {
    const at = `${field}.${kind}`;
    if (byteLength(value) > MAX_IDENTIFIER_BYTES) {
      return [{ field: at, message: `cannot be longer than ${MAX_IDENTIFIER_BYTES} bytes` }];
    }
    const isMalformed = kind === 'cio_id' && !isCioId(String(value));
    return isMalformed ? [{ field: at, message: 'invalid identifier' }] : [];
  });
}

function anonymousFaults({ identifiers, action }: Item): ItemFault[] {
  if (!isObject(identifiers) || !('anonymous_id' in identifiers) || action === 'event') return [];
  return [{ field: 'identifiers.anonymous_id', message: 'only an event can be anonymous' }];
}

const nameFaults = (name: unknown): ItemFault[] =>
  byteLength(name) > MAX_EVENT_NAME_BYTES
    ? [{ field: 'name', message: `event name cannot be longer than ${MAX_EVENT_NAME_BYTES} bytes` }]
    : [];

/** Customer.io accepts relationships. Ignoring them here would hide a mistake. */
const relationshipFaults = (item: Item): ItemFault[] =>
  'cio_relationships' in item ? [{ field: 'cio_relationships', message: 'not served by this stand-in' }] : [];

const attributeFaults = (attributes: Item): ItemFault[] =>
  Object.entries(attributes).flatMap(([name, value]) => {
    const field = `attributes.${name}`;
    if (byteLength(name) > MAX_ATTRIBUTE_NAME_BYTES) {
      return [{ field, message: `attribute name cannot be longer than ${MAX_ATTRIBUTE_NAME_BYTES} bytes` }];
    }
    return byteLength(value) > MAX_ATTRIBUTE_VALUE_BYTES
      ? [{ field, message: `property value cannot be longer than ${MAX_ATTRIBUTE_VALUE_BYTES} bytes` }]
      : [];
  });

const isReservedName = (name: string) =>
  !MEANT_ATTRIBUTES.has(name) && (RESERVED_ATTRIBUTES.has(name) || RESERVED_PREFIX.test(name));

const reservedFaults = (attributes: Item): ItemFault[] =>
  Object.keys(attributes)
    .filter(isReservedName)
    .map((name) => ({ field: `attributes.${name}`, message: 'attribute name is reserved' }));

const addressFaults = (attributes: Item): ItemFault[] =>
  ADDRESS_ATTRIBUTES.filter((name) => name in attributes).map((name) => ({
    field: `attributes.${name}`,
    message: "overrides the campaign's own addresses",
  }));

/**
 * Returns the length of a string, or of the JSON of any other value. How Customer.io measures nested values is not
 * published.
 */
function byteLength(value: unknown): number {
  return Buffer.byteLength(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
}
