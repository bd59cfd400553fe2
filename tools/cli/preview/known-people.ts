import type { Stage } from '../stage/stage.ts';
import { MemoryPeople } from './memory-people.ts';
import { openTable } from './open-table.ts';

/** Everybody a stage knows; what a rehearsal says of them is kept here and not there. */
export function knownPeople(stage: Stage): MemoryPeople {
  return new MemoryPeople([], openTable(stage));
}
