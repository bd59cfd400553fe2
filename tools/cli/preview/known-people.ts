import { createPeopleTable } from '../../../functions/deliver/people/people-table.ts';
import type { Stage } from '../stage/stage.ts';
import { MemoryPeople } from './memory-people.ts';

/** Everybody a stage knows; what a rehearsal says of them is kept here and not there. */
export function knownPeople({ dynamodb, peopleTable, config }: Stage): MemoryPeople {
  return new MemoryPeople([], createPeopleTable(dynamodb, peopleTable, config.people.retentionDays));
}
