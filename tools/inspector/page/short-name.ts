import { visible } from '../../../shared/visible.ts';

/** Room for a name, in characters. Ids of one kind often start alike and differ at the end. */
interface Room {
  readonly whole: number;
  readonly start: number;
  readonly end: number;
}

/** Room for a name beside other text. */
const NARROW: Room = { whole: 17, start: 10, end: 4 };
/** Room for a name on its line, enough for a whole UUID. */
export const WIDE: Room = { whole: 36, start: 23, end: 12 };

/** Shortens the name of a person by removing its middle. */
export function shortName(name: string, { whole, start, end }: Room = NARROW): string {
  const characters = [...visible(name)];
  if (characters.length <= whole) return characters.join('');
  return `${characters.slice(0, start).join('')}…${characters.slice(-end).join('')}`;
}
