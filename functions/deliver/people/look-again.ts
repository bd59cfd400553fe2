import type { ResolvedConnection } from '../../../shared/config/resolved.ts';
import { identifyPerson } from '../../../shared/mapping/identify-person.ts';
import { hasNews } from '../../../shared/mapping/map-event.ts';
import type { PersonRecord } from '../../../shared/people/person-record.ts';
import type { ItemFailure } from '../send/judge.ts';
import type { Post } from '../send/send-items.ts';
import { sendOperations } from '../send/send-operations.ts';
import { CONTESTED } from './learn.ts';
import type { PeopleStore } from './people-store.ts';
import { tableFault } from './table-fault.ts';

/** A person whose view Customer.io has just got. */
export interface Told {
  readonly record: PersonRecord;
  readonly connection: ResolvedConnection;
}

/** Times that a newer view is sent of a person whom other deliveries keep writing. */
const MAX_LOOKS = 3;

/**
 * Reads whether another delivery has written these people since, and sends their newer view too: otherwise the older one,
 * which may have arrived later, would be the last that Customer.io gets.
 *
 * @param onResent called with the number of views that are sent again
 * @returns the failures, by the key of the person: their webhooks have to come again
 */
export async function lookAgain(
  told: readonly Told[],
  people: PeopleStore,
  post: Post,
  onResent: (count: number) => void,
): Promise<ReadonlyMap<string, ItemFailure>> {
  const failures = new Map<string, ItemFailure>();
  const fail = (of: readonly Told[], failure: ItemFailure) => {
    for (const { record } of of) failures.set(record.key, failure);
  };
  let current = told;
  for (let look = 0; current.length > 0; look += 1) {
    let newer: readonly Told[];
    try {
      newer = await readNewer(current, people);
    } catch (error) {
      fail(current, tableFault(error));
      return failures;
    }
    if (look === MAX_LOOKS) {
      fail(newer, CONTESTED);
      return failures;
    }
    const views = newer.map(toIdentifies);
    const count = views.filter((view) => view.length > 0).length;
    if (count > 0) onResent(count);
    const outcomes = await sendOperations(
      views.map((identifies) => ({ identifies, events: [undefined] })),
      post,
    );
    current = newer.filter((one, index) => {
      if (views[index]?.length === 0) return false;
      const outcome = outcomes[index]?.[0];
      if (outcome?.kind === 'failed') fail([one], outcome);
      return outcome?.kind === 'accepted';
    });
  }
  return failures;
}

/** Those whose record is another by now, with it. */
async function readNewer(told: readonly Told[], people: PeopleStore): Promise<readonly Told[]> {
  const revisions = await people.readRevisions(told.map(({ record }) => record.key));
  const changed = told.filter(({ record: { key, revision } }) => {
    const now = revisions.get(key);
    return now !== undefined && now !== revision;
  });
  if (changed.length === 0) return changed;
  const known = await people.read(changed.map(({ record }) => record.key));
  return changed.flatMap(({ record: { key }, connection }) => {
    const record = known.get(key);
    return record === undefined ? [] : [{ record, connection }];
  });
}

function toIdentifies({ record, connection }: Told): string[] {
  const { identifiers, state, clock } = record;
  if (identifiers === undefined) return [];
  return identifyPerson({ identifiers, state, clock, claims: [] }, connection, () => {})
    .filter(hasNews)
    .map((operation) => JSON.stringify(operation));
}
