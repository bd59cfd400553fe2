import fc from 'fast-check';
import { visible } from '../../shared/visible.ts';

test.each([
  { what: 'an escape sequence', text: '\u001b[2Jgone', shown: '\\u001b[2Jgone' },
  { what: 'the title of a window', text: '\u001b]0;root\u0007', shown: '\\u001b]0;root\\u0007' },
  {
    what: 'a link',
    text: '\u001b]8;;https://example.com\u001b\\',
    shown: '\\u001b]8;;https://example.com\\u001b\\',
  },
  { what: 'a control of eight bits', text: '\u009b2J', shown: '\\u009b2J' },
  { what: 'a bidirectional override', text: '\u202egnp.exe\u2066', shown: '\\u202egnp.exe\\u2066' },
  { what: 'a line break', text: 'a\r\nb\u2028c', shown: 'a\\u000d\\u000ab\\u2028c' },
  { what: 'what people write', text: 'Zoë 東京 👩‍👩‍👧 ✓ – “x”', shown: 'Zoë 東京 👩‍👩‍👧 ✓ – “x”' },
])('$what is shown, and does nothing', ({ text, shown }) => {
  expect(visible(text)).toBe(shown);
});

test('a line of JSON still says the same', () => {
  fc.assert(
    fc.property(fc.json(), fc.string({ unit: 'binary' }), (json, text) => {
      expect(JSON.parse(visible(json))).toEqual(JSON.parse(json));
      expect(JSON.parse(visible(JSON.stringify(text)))).toBe(text);
    }),
  );
});
