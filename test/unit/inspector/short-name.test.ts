import * as fc from 'fast-check';
import { shortName, WIDE } from '../../../tools/inspector/page/short-name.ts';

test.each([
  ['ada', 'ada'],
  ['tester-who-pauses', 'tester-who-pauses'],
  ['committed-for-a-year', 'committed-…year'],
  ['9b2e41d7-0c55-4f6a-8f0e-2f1c3f7f1012', '9b2e41d7-0…1012'],
  ['somebody@a-long-domain.example', 'somebody@a…mple'],
  ['\u202egnp.exe', '\\u202egnp.exe'],
])('shows %j as %s where there is little room', (name, shown) => {
  expect(shortName(name)).toBe(shown);
});

test('shows a UUID whole on a line of its own', () => {
  expect(shortName('9b2e41d7-0c55-4f6a-8f0e-2f1c3f7f1012', WIDE)).toBe(
    '9b2e41d7-0c55-4f6a-8f0e-2f1c3f7f1012',
  );
});

test('never takes more room than there is, and splits no character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (name) => {
      const shown = shortName(name);
      expect([...shown].length).toBeLessThanOrEqual(17);
      expect(shown).not.toMatch(/\p{Control}|\p{Bidi_Control}/u);
      expect(shown.isWellFormed()).toBe(name.isWellFormed());
    }),
  );
});
