import fc from 'fast-check';
import { packGroups } from '../../../../functions/deliver/send/pack.ts';

const MAX_BYTES = 480_000;
const MAX_ITEMS = 100;
const item = (bytes: number) => ({ json: 'x'.repeat(bytes) });
const bytesOf = (request: readonly { json: string }[]) =>
  Buffer.byteLength(`{"batch":[${request.map(({ json }) => json).join(',')}]}`);

test.each([
  { what: 'nothing', groups: [], sizes: [] },
  { what: 'one group', groups: [[item(10), item(10)]], sizes: [2] },
  { what: '50 pairs', groups: Array.from({ length: 50 }, () => [item(10), item(10)]), sizes: [100] },
  { what: '51 pairs', groups: Array.from({ length: 51 }, () => [item(10), item(10)]), sizes: [100, 2] },
  {
    what: 'a group that would be cut',
    groups: [Array(99).fill(item(1)), [item(1), item(1)]],
    sizes: [99, 2],
  },
  { what: 'a group of more than a request takes', groups: [Array(150).fill(item(1))], sizes: [100, 50] },
  { what: 'items of 32 kB', groups: Array.from({ length: 20 }, () => [item(32_000)]), sizes: [14, 6] },
])('packs $what', ({ groups, sizes }) => {
  expect(packGroups(groups).map((request) => request.length)).toEqual(sizes);
});

test('keeps every item, in order, within the limits', () => {
  const group = fc.array(fc.integer({ min: 2, max: 32_000 }).map(item), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.array(group, { maxLength: 20 }), (groups) => {
      const requests = packGroups(groups);

      expect(requests.flat()).toEqual(groups.flat());
      const sizes = requests.map((request) => ({ items: request.length, bytes: bytesOf(request) }));
      expect(sizes.filter(({ items, bytes }) => items > MAX_ITEMS || bytes > MAX_BYTES)).toEqual([]);
      expect(sizes.filter(({ items }) => items === 0)).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
