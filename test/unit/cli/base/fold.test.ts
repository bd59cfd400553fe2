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

describe('a table', () => {
  const rowsOf = (last: string) =>
    tableRows([
      ['  a', word('b', 30), 'short'],
      ['  a', 'b', last],
    ]);

  test('folds a last cell in its column', () => {
    const [short, long] = rowsOf(`${word('c', 25)} ${word('d', 25)}`);

    expect(short).toEqual([`  a  ${word('b', 30)}  short`]);
    expect(long).toEqual([`  a  b${' '.repeat(31)}${word('c', 25)}`, `${' '.repeat(37)}${word('d', 25)}`]);
  });

  test('puts it below the row if a word of it has no room there', () => {
    const [, long] = rowsOf(`${word('c', 50)} ${word('d', 40)}`);

    expect(long).toEqual(['  a  b', `      ${word('c', 50)}`, `        ${word('d', 40)}`]);
  });
});
