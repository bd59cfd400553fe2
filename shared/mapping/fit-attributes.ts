import { MAX_ATTRIBUTE_NAME_BYTES, MAX_ATTRIBUTES } from '../customerio/limits.ts';
import type { AttributeValue } from '../customerio/operations.ts';
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
): AttributeEntry[] {
  let bytes = 0;
  let count = 0;
  return entries.filter(([name, value]) => {
    if (name === '' || !name.isWellFormed() || Buffer.byteLength(name) > MAX_ATTRIBUTE_NAME_BYTES) {
      adjust({ field: name, what: 'dropped: not a name Customer.io takes' });
      return false;
    }
    // `"name":value,`
    const size = Buffer.byteLength(JSON.stringify(name)) + Buffer.byteLength(JSON.stringify(value)) + 2;
    if (count === MAX_ATTRIBUTES || bytes + size > maxBytes) {
      adjust({
        field: name,
        what: count === MAX_ATTRIBUTES ? 'dropped: too many attributes' : 'dropped: no room left',
      });
      return false;
    }
    bytes += size;
    count += 1;
    return true;
  });
}
