import { number } from '../../../shared/words.ts';
import { table } from '../base/tables.ts';

/** Returns the lines of a table of counts, highest first. */
export function describeCounts(title: string, counts: ReadonlyMap<string, number>): string[] {
  const rows = [...counts].sort(([, one], [, other]) => other - one);
  return [title, ...table(rows.map(([key, count]) => [`  ${number(count).padStart(7)}`, key]))];
}
