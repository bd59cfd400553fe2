import type { Figure } from '../measure/figure.ts';

/** Contents of a cell of a table: a figure with its spread, a count, or a word. */
export function cellText(cell: Figure | number | string | undefined): string {
  if (cell === undefined) return '';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return numberText(cell);
  const { median, min, max, rounds } = cell;
  return rounds === 1 || min === max
    ? numberText(median)
    : `${numberText(median)} (${numberText(min)}–${numberText(max)})`;
}

/** Three significant digits, and no exponent: readers compare no more of them. */
export function numberText(value: number): string {
  const fraction = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : fraction.format(value);
}
