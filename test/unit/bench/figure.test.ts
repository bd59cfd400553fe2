import fc from 'fast-check';
import { figureOf, quantile, ratioOf } from '../../../bench/measure/figure.ts';

test.each([
  { values: [3, 1, 2], figure: { median: 2, min: 1, max: 3, rounds: 3 } },
  { values: [4, 1, 3, 2], figure: { median: 2.5, min: 1, max: 4, rounds: 4 } },
  { values: [7], figure: { median: 7, min: 7, max: 7, rounds: 1 } },
])('the figure of $values', ({ values, figure }) => {
  expect(figureOf(values)).toEqual(figure);
});

test('a figure without a round is refused', () => {
  expect(() => figureOf([])).toThrow(RangeError);
});

test('a ratio is taken round by round, so that a slow round of the machine falls out', () => {
  expect(ratioOf([20, 200, 20], [10, 100, 10])).toEqual({ median: 2, min: 2, max: 2, rounds: 3 });
});

test('as many values lie below a quantile as its share says', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer(), { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, share) => {
        const sorted = values.toSorted((one, other) => one - other);
        const value = quantile(sorted, share);

        const below = sorted.filter((each) => each < value).length;
        const above = sorted.filter((each) => each > value).length;
        expect(below).toBeLessThanOrEqual(Math.ceil((sorted.length - 1) * share));
        expect(above).toBeLessThanOrEqual(Math.ceil((sorted.length - 1) * (1 - share)));
      },
    ),
  );
});
