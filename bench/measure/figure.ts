/** A figure over all rounds. The median is the result; minimum and maximum show its reliability. */
export interface Figure {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Number of rounds. */
  readonly rounds: number;
}

/** @throws {RangeError} if there is no value */
export function figureOf(values: readonly number[]): Figure {
  if (values.length === 0) throw new RangeError('a figure needs a value');
  const sorted = values.toSorted((one, other) => one - other);
  return {
    median: quantile(sorted, 0.5),
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
    rounds: values.length,
  };
}

/** Returns the ratio of two figures, computed in each round, because a slow machine slows both. */
export function ratioOf(numerators: readonly number[], denominators: readonly number[]): Figure {
  return figureOf(numerators.map((value, round) => value / (denominators[round] ?? Number.NaN)));
}

/**
 * Returns a quantile, interpolated between two neighbours.
 *
 * @param sorted ascending
 * @param share share of the values below it, from 0 to 1
 */
export function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
