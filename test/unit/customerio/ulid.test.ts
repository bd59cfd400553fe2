import fc from 'fast-check';
import { derivedUlid } from '../../../shared/customerio/ulid.ts';

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const LAST_MS = 2 ** 48 - 1;
const times = fc.integer({ min: 0, max: LAST_MS });
const partsLists = fc.array(fc.string(), { maxLength: 5 });

/** Computed outside of this project: SHA-256 of the parts' JSON, its first 10 bytes in base 32. */
test.each([
  {
    createdAtMs: 1772439334512,
    parts: ['1', 'usr-001', '95629b56-c9af-4794-ab9a-73fc45c6cd38', 'TRIAL_STARTED'],
    ulid: '01KJPSVVKGH8407693G6BVG0C5',
  },
  { createdAtMs: 0, parts: [], ulid: '00000000009X9WV8CC5EN0R0TM' },
  { createdAtMs: LAST_MS, parts: ['é', '"'], ulid: '7ZZZZZZZZZD409PX9STZD12DCF' },
])('is $ulid at $createdAtMs for $parts', ({ createdAtMs, parts, ulid }) => {
  expect(derivedUlid(createdAtMs, parts)).toBe(ulid);
});

test('has the shape of a ULID and begins with its time', () => {
  fc.assert(
    fc.property(times, partsLists, (createdAtMs, parts) => {
      const ulid = derivedUlid(createdAtMs, parts);

      expect(ulid).toMatch(ULID);
      expect(timeOf(ulid)).toBe(createdAtMs);
    }),
  );
});

test('sorts by time, whatever the parts', () => {
  fc.assert(
    fc.property(times, times, partsLists, partsLists, (one, other, parts, otherParts) => {
      fc.pre(one < other);

      expect(derivedUlid(one, parts) < derivedUlid(other, otherParts)).toBe(true);
    }),
  );
});

test('is the same for the same parts, and another for others', () => {
  fc.assert(
    fc.property(times, partsLists, partsLists, (createdAtMs, parts, otherParts) => {
      const same = JSON.stringify(parts) === JSON.stringify(otherParts);

      expect(derivedUlid(createdAtMs, parts) === derivedUlid(createdAtMs, otherParts)).toBe(same);
    }),
  );
});

test('does not run its parts together', () => {
  expect(derivedUlid(0, ['ab', 'c'])).not.toBe(derivedUlid(0, ['a', 'bc']));
  expect(derivedUlid(0, ['a,b'])).not.toBe(derivedUlid(0, ['a', 'b']));
});

test.each([-1, 1.5, LAST_MS + 1, Number.NaN])('refuses %p for a time', (createdAtMs) => {
  expect(() => derivedUlid(createdAtMs, [])).toThrow(RangeError);
});

function timeOf(ulid: string): number {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  return [...ulid.slice(0, 10)].reduce((time, character) => time * 32 + alphabet.indexOf(character), 0);
}
