import type { Stage } from '../stage/stage.ts';
import { MemoryPeople } from './memory-people.ts';
import { openTable } from './open-table.ts';

/** Returns the people of a stage. Writes of a rehearsal stay in memory. */
export function knownPeople(stage: Stage): MemoryPeople {
  return new MemoryPeople([], openTable(stage));
}
