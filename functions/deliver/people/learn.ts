import { isDeepStrictEqual } from 'node:util';
import { join } from '../../../shared/people/join.ts';
import { nextClock, type PersonRecord } from '../../../shared/people/person-record.ts';
import { isNothing, NOTHING_KNOWN, type PersonState } from '../../../shared/people/state.ts';
import { trim } from '../../../shared/people/trim.ts';
import type { ItemFailure } from '../send/judge.ts';
import type { Change, PeopleStore } from './people-store.ts';
import { tableFault } from './table-fault.ts';

/** The news of a batch about one person. */
export interface News {
  readonly key: string;
  /** Missing if no webhook names the person: then only a known person is read. */
  readonly who?: Pick<PersonRecord, 'connection' | 'environment' | 'identifiers'> | undefined;
  readonly heard: readonly Heard[];
  /** Unix seconds since which the view has to be true, if a resync asks for it. */
  readonly resyncAt?: number | undefined;
}

/** The news of one webhook. */
export interface Heard {
  readonly state: PersonState;
  /** When the purchase began that it is about, milliseconds since the epoch. */
  readonly beganAtMs: number;
}

/** A person with the news; `record` is missing if nothing is known of them. */
export type Learned = { readonly kind: 'known'; readonly record: PersonRecord | undefined } | ItemFailure;

/** Times that a person is read and joined again whom others write to at the same moment. */
const MAX_ATTEMPTS = 5;

export const CONTESTED: ItemFailure = {
  kind: 'failed',
  fault: 'transient',
  cause: { kind: 'people-table', error: 'contested' },
};

/**
 * Joins news into the records of people, and stores those that change. Only a stored record may be sent: later deliveries
 * read it, so nothing that Customer.io has got is forgotten.
 *
 * @returns by the key of the person
 */
export async function learn(
  news: readonly News[],
  people: PeopleStore,
): Promise<ReadonlyMap<string, Learned>> {
  const learned = new Map<string, Learned>();
  let pending = news;
  for (let attempt = 0; pending.length > 0 && attempt < MAX_ATTEMPTS; attempt += 1) {
    let known: ReadonlyMap<string, PersonRecord>;
    try {
      known = await people.read(pending.map(({ key }) => key));
    } catch (error) {
      for (const { key } of pending) learned.set(key, tableFault(error));
      return learned;
    }
    const changes: Change[] = [];
    for (const one of pending) {
      const replaced = known.get(one.key);
      const record = recordWith(one, replaced);
      learned.set(one.key, { kind: 'known', record });
      if (record !== undefined && record !== replaced) changes.push({ record, replaced });
    }
    const written = await people.write(changes);
    for (const [key, result] of written) {
      if (result.kind === 'failed') learned.set(key, tableFault(result.error));
    }
    pending = pending.filter(({ key }) => written.get(key)?.kind === 'overtaken');
  }
  for (const { key } of pending) learned.set(key, CONTESTED);
  return learned;
}

/** The record with the news; the same one if they change nothing. */
function recordWith(news: News, record: PersonRecord | undefined): PersonRecord | undefined {
  const { key, heard, resyncAt } = news;
  const who = news.who ?? record;
  const before = record?.state ?? NOTHING_KNOWN;
  const state = trim(heard.filter((one) => !isForgotten(one, record)).reduce(joinHeard, before));
  const isNew = !isDeepStrictEqual(state, before) || resyncAt !== undefined;
  if (who === undefined || isNothing(state) || !isNew) return record;
  return {
    key,
    connection: who.connection,
    environment: who.environment,
    identifiers: who.identifiers,
    state,
    clock: Math.max(nextClock(state, record?.clock), resyncAt ?? 0),
    revision: (record?.revision ?? 0) + 1,
    forgottenAtMs: record?.forgottenAtMs,
  };
}

function joinHeard(known: PersonState, { state }: Heard): PersonState {
  return join(known, state);
}

/** Whether a webhook is about a purchase from before the person was forgotten. */
export function isForgotten({ beganAtMs }: Heard, record: PersonRecord | undefined): boolean {
  return record?.forgottenAtMs !== undefined && beganAtMs <= record.forgottenAtMs;
}
