import * as fc from 'fast-check';
import { fold, WIDTH } from '../../../../tools/cli/base/fold.ts';
import { tableRows } from '../../../../tools/cli/base/tables.ts';

const word = (letter: string, length: number) => letter.repeat(length);

test.each([
  ['as it is', ['as it is']],
  [`  ${word('a', 70)} ${word('b', 20)} c`, [`  ${word('a', 70)}`, `    ${word('b', 20)} c`]],
  [`${word('a', 100)} b`, [word('a', 100), '  b']],
  [word('a', 100), [word('a', 100)]],
])('folds %j', (text, lines) => {
  expect(fold(text)).toEqual(lines);
});

test('loses no word, and is wider than 80 columns for a long word only', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,100}$/), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.nat(8), (some, indent) => {
      const lines = fold(' '.repeat(indent) + some.join(' '));
      expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(some);
      for (const line of lines) expect(line.length <= WIDTH || !line.trim().includes(' ')).toBe(true);
    }),
  );
});

test('puts the last cell of a row below the others if there is no room beside them', () => {
  const rows = [
    ['  a', word('b', 30), 'short'],
    ['  a', 'b', `${word('c', 40)} ${word('d', 40)}`],
  ];

  expect(tableRows(rows)).toEqual([
    [`  a  ${word('b', 30)}  short`],
    ['  a  b', `      ${word('c', 40)}`, `        ${word('d', 40)}`],
  ]);
});
