import { seededRandom, shuffler } from '../../track-api/seeded-random.ts';

/** Chance, the same for the same seed. */
export interface Draw {
  /** A whole number between the two, both included. */
  between(least: number, most: number): number;
  /** True this often, from 0 to 1. */
  chance(rate: number): boolean;
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** In another order. */
  shuffled<T>(items: readonly T[]): T[];
  /** Characters of this alphabet. */
  text(length: number, alphabet: string): string;
  uuid(): string;
}

const HEX = '0123456789abcdef';

/** All draws of a campaign come from one stream, so that its ids do not repeat. */
export function createDraw(seed: number): Draw {
  const random = seededRandom(seed);
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const text = (length: number, alphabet: string) =>
    Array.from({ length }, () => alphabet[between(0, alphabet.length - 1)]).join('');
  return {
    between,
    text,
    chance: (rate) => random() < rate,
    pick: (choices) => choices[between(0, choices.length - 1)] ?? choices[0],
    shuffled: shuffler(random),
    uuid: () =>
      `${text(8, HEX)}-${text(4, HEX)}-4${text(3, HEX)}-${text(1, '89ab')}${text(3, HEX)}-${text(12, HEX)}`,
  };
}
