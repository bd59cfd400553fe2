import { visible } from '../../../shared/visible.ts';

/** How much of a name there is room for, in characters. Ids of one kind begin alike and differ at the end. */
interface Room {
  readonly whole: number;
  readonly start: number;
  readonly end: number;
}

/** Beside something else. */
const NARROW: Room = { whole: 17, start: 10, end: 4 };
/** A separate line: a UUID is whole. */
export const WIDE: Room = { whole: 36, start: 23, end: 12 };

/** A readable, distinguishable name of a person: one that is too long loses its middle. */
export function shortName(name: string, { whole, start, end }: Room = NARROW): string {
  const characters = [...visible(name)];
  if (characters.length <= whole) return characters.join('');
  return `${characters.slice(0, start).join('')}…${characters.slice(-end).join('')}`;
}
