/**
 * Returns a generator of numbers from 0 (inclusive) to 1 (exclusive), the same for the same seed. Uses mulberry32,
 * which is good enough to distribute faults.
 */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Returns a function that shuffles a list, for example for `applyOrder`. */
export const shuffler =
  (random: () => number) =>
  <T>(items: readonly T[]): T[] =>
    items
      .map((item) => [random(), item] as const)
      .toSorted(([one], [other]) => one - other)
      .map(([, item]) => item);
