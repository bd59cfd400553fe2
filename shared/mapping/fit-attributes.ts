import { MAX_ATTRIBUTE_NAME_BYTES, MAX_ATTRIBUTES } from '../customerio/limits.ts';
import type { Attributes, AttributeValue } from '../customerio/operations.ts';
import type { Adjust } from './adjustment.ts';

export type AttributeEntry = readonly [name: string, value: AttributeValue];

/**
 * Those attributes that Customer.io would take in one operation, as many as there is room for, in order.
 *
 * @param maxBytes room for them in the operation's JSON
 */
export function fitAttributes(
  entries: readonly AttributeEntry[],
  maxBytes: number,
  adjust: Adjust,
): Attributes {
  const sizeOf = atMost(entries) <= maxBytes ? () => 0 : exactSizeOf;
  let bytes = 0;
  let count = 0;
  const attributes: Record<string, AttributeValue> = {};
  for (const entry of entries) {
    const [name, value] = entry;
    if (!isName(name)) {
      adjust({ field: name, what: 'dropped: not a name Customer.io takes' });
      continue;
    }
    const size = sizeOf(entry);
    if (count === MAX_ATTRIBUTES || bytes + size > maxBytes) {
      adjust({
        field: name,
        what: count === MAX_ATTRIBUTES ? 'dropped: too many attributes' : 'dropped: no room left',
      });
      continue;
    }
    if (name === '__proto__') Object.defineProperty(attributes, name, { ...OWN, value });
    else attributes[name] = value;
    bytes += size;
    count += 1;
  }
  return attributes;
}

/** As an assignment makes it. One to `__proto__` would make nothing. */
const OWN = { enumerable: true, configurable: true, writable: true };

function isName(name: string): boolean {
  if (name === '' || !name.isWellFormed()) return false;
  // A UTF-16 unit takes at most three bytes: most names need no counting.
  return name.length * 3 <= MAX_ATTRIBUTE_NAME_BYTES || Buffer.byteLength(name) <= MAX_ATTRIBUTE_NAME_BYTES;
}

/** Bytes of `"name":value,` in JSON. */
function exactSizeOf([name, value]: AttributeEntry): number {
  return Buffer.byteLength(JSON.stringify(name)) + Buffer.byteLength(JSON.stringify(value)) + 2;
}

/** JSON writes a UTF-16 unit with six bytes at most (`\u0000`). */
const MAX_BYTES_OF_A_UNIT = 6;
/** Two pairs of quotes, colon and comma; and more than the longest number, `-1.7976931348623157e+308`. */
const MAX_BYTES_BESIDE_TEXT = 32;

/** An upper bound of the attributes' size that needs no counting: most are far below the limit. */
function atMost(entries: readonly AttributeEntry[]): number {
  let units = 0;
  for (const [name, value] of entries) units += name.length + (typeof value === 'string' ? value.length : 0);
  return units * MAX_BYTES_OF_A_UNIT + entries.length * MAX_BYTES_BESIDE_TEXT;
}
