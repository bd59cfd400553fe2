import type { Figure } from '../measure/figure.ts';

/** Returns the text of a cell: a figure with its spread, a count, or text. */
export function cellText(cell: Figure | number | string | undefined): string {
  if (cell === undefined) return '';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return numberText(cell);
  const { median, min, max, rounds } = cell;
  return rounds === 1 || min === max
    ? numberText(median)
    : `${numberText(median)} (${numberText(min)}–${numberText(max)})`;
}

/** Formats a number with three significant digits and without an exponent. */
export function numberText(value: number): string {
  const fraction = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : fraction.format(value);
}
