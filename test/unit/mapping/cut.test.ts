import fc from 'fast-check';
import { cutToBytes } from '../../../shared/mapping/cut.ts';

test.each([
  { text: '', maxBytes: 0, cut: '' },
  { text: 'abc', maxBytes: 3, cut: 'abc' },
  { text: 'abcd', maxBytes: 3, cut: 'abc' },
  { text: 'éé', maxBytes: 3, cut: 'é' },
  { text: '€', maxBytes: 2, cut: '' },
  { text: 'a😀', maxBytes: 5, cut: 'a😀' },
  { text: 'a😀', maxBytes: 4, cut: 'a' },
  // Several code points, one character to the eye: cut between them.
  { text: '👩‍💻', maxBytes: 10, cut: '👩‍' },
])('cuts "$text" to $maxBytes bytes', ({ text, maxBytes, cut }) => {
  expect(cutToBytes(text, maxBytes)).toBe(cut);
});

test('keeps as many whole code points as there is room for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat({ max: 60 }), (text, maxBytes) => {
      const cut = cutToBytes(text, maxBytes);
      const [next = ''] = text.slice(cut.length);

      expect(text.startsWith(cut)).toBe(true);
      expect(cut.isWellFormed()).toBe(true);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(maxBytes);
      if (cut !== text) expect(Buffer.byteLength(cut + next)).toBeGreaterThan(maxBytes);
    }),
  );
});
