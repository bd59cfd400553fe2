import { MAX_BATCH_BYTES, MAX_BATCH_ITEMS } from '../../../shared/customerio/limits.ts';

/** `{"batch":[` and `]}`. */
const ENVELOPE_BYTES = 12;

/**
 * Cuts groups of items into requests the Track API takes, in order. A group (a person's identifies and events) stays in
 * one request unless it is too large for any.
 */
export function packGroups<Item extends { readonly json: string }>(
  groups: readonly (readonly Item[])[],
): Item[][] {
  const requests: Item[][] = [];
  let bytes = Number.POSITIVE_INFINITY;

  const add = (items: readonly Item[], size: number) => {
    const count = requests.at(-1)?.length ?? 0;
    if (count + items.length > MAX_BATCH_ITEMS || bytes + size > MAX_BATCH_BYTES) {
      requests.push([]);
      bytes = ENVELOPE_BYTES;
    }
    requests.at(-1)?.push(...items);
    bytes += size;
  };

  for (const group of groups) {
    const size = sizeOf(group);
    const isWhole = group.length <= MAX_BATCH_ITEMS && size + ENVELOPE_BYTES <= MAX_BATCH_BYTES;
    if (isWhole) add(group, size);
    else for (const item of group) add([item], sizeOf([item]));
  }
  return requests;
}

/** Bytes of the items in a request, a comma after each. */
function sizeOf(items: readonly { readonly json: string }[]): number {
  return items.reduce((sum, { json }) => sum + Buffer.byteLength(json) + 1, 0);
}
