import { InvalidArgumentError } from 'commander';

/** Parses a whole number of at least 0. */
export function parseCount(value: string): number {
  const count = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(count)) return count;
  throw new InvalidArgumentError('Expected a whole number.');
}

/** Parses a whole number of at least 1. */
export function parsePositive(value: string): number {
  const count = parseCount(value);
  if (count > 0) return count;
  throw new InvalidArgumentError('Expected a whole number above 0.');
}
