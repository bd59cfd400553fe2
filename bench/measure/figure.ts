/** One figure over all rounds: the median is what is quoted, the others say how far to trust it. */
export interface Figure {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Rounds it was measured in. */
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

/** How many times as much one is as the other, round by round: what slows the machine down slows both. */
export function ratioOf(numerators: readonly number[], denominators: readonly number[]): Figure {
  return figureOf(numerators.map((value, round) => value / (denominators[round] ?? Number.NaN)));
}

/**
 * The value below which such a share of the values is, between two neighbours in proportion.
 *
 * @param sorted ascending
 * @param share from 0 to 1
 */
export function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
