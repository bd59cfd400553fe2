import fc from 'fast-check';
import { MAX_ATTRIBUTES } from '../../../shared/customerio/limits.ts';
import type { Adjustment } from '../../../shared/mapping/adjustment.ts';
import { type AttributeEntry, fitAttributes } from '../../../shared/mapping/fit-attributes.ts';

const bytesOf = (entries: readonly AttributeEntry[]) =>
  Buffer.byteLength(JSON.stringify(Object.fromEntries(entries)));

/** Texts that JSON writes with anything from one to six bytes a unit. */
const text = fc.string({
  unit: fc.constantFrom('a', '"', '\u0000', '\u001f', 'é', '€', '😀'),
  maxLength: 40,
});
const value = fc.oneof(text, fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const entries: fc.Arbitrary<readonly AttributeEntry[]> = fc.uniqueArray(
  fc.tuple(fc.stringMatching(/^[a-zé€]{1,20}$/), value),
  {
    selector: ([name]) => name,
    maxLength: 30,
  },
);

test('attributes never take more room than there is, and none is left out that had room', () => {
  fc.assert(
    fc.property(entries, fc.integer({ min: 0, max: 3_000 }), (all, maxBytes) => {
      const dropped: Adjustment[] = [];

      const attributes = fitAttributes(all, maxBytes, (adjustment) => dropped.push(adjustment));
      const fitted = all.filter(([name]) => Object.hasOwn(attributes, name));

      // The braces are not counted, and the last attribute has no comma.
      expect(bytesOf(fitted)).toBeLessThanOrEqual(Math.max(2, maxBytes + 1));
      for (const { field } of dropped) {
        const position = all.findIndex(([name]) => name === field);
        const before = fitted.filter((entry) => all.indexOf(entry) < position);
        expect(bytesOf([...before, ...all.slice(position, position + 1)])).toBeGreaterThan(maxBytes);
      }
      expect(fitted.length + dropped.length).toBe(all.length);
    }),
  );
});

test.each([
  { name: 'control characters', value: '\u0000'.repeat(1000) },
  { name: 'a long number', value: -1.7976931348623157e308 },
])('$name: room for exactly that is enough, a byte less is not', ({ value }) => {
  const entry: AttributeEntry = ['name', value];
  const size = bytesOf([entry]) - 1; // without the braces, with a comma

  expect(fitAttributes([entry], size, () => {})).toEqual({ name: value });
  expect(fitAttributes([entry], size - 1, () => {})).toEqual({});
});

test('an attribute may have any name that JSON can', () => {
  expect(Object.entries(fitAttributes([['__proto__', 'text']], 100, () => {}))).toEqual([
    ['__proto__', 'text'],
  ]);
});

test('attributes beyond the number Customer.io takes are left out, however small', () => {
  const all = Array.from({ length: MAX_ATTRIBUTES + 2 }, (_, index): AttributeEntry => [`a${index}`, true]);
  const dropped: Adjustment[] = [];

  const fitted = fitAttributes(all, 1_000_000, (adjustment) => dropped.push(adjustment));

  expect(Object.entries(fitted)).toEqual(all.slice(0, MAX_ATTRIBUTES));
  expect(dropped.map(({ what }) => what)).toEqual([
    'dropped: too many attributes',
    'dropped: too many attributes',
  ]);
});
