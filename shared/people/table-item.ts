import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Identifiers } from '../customerio/operations.ts';
import { expiresAt, type PersonRecord } from './person-record.ts';
import { type Fact, type Facts, NOTHING_KNOWN, type PersonState } from './state.ts';

/** An attribute of an item, as DynamoDB's JSON API writes it; those that this table uses. Bytes are in base 64. */
export type Attribute = { S: string } | { N: string } | { B: string };

/** An item of the people table. Its partition key is `person`; `expires` is DynamoDB's time to live, in Unix seconds. */
export type TableItem = Record<string, Attribute>;

/** What reads items: an attribute may be of any type, or missing. The SDK has turned bytes into bytes. */
export type ReadItem = Readonly<Record<string, { S?: string; N?: string; B?: string | Uint8Array }>>;

export function toItem(record: PersonRecord, retentionDays: number): TableItem {
  const { key, connection, environment, identifiers, state, clock, revision, forgottenAtMs } = record;
  const expires = expiresAt(record, retentionDays);
  return {
    person: { S: key },
    connection: { S: connection },
    environment: { S: environment },
    clock: { N: String(clock) },
    revision: { N: String(revision) },
    ...(identifiers === undefined
      ? {}
      : { state: { B: compress({ identifiers, state }).toString('base64') } }),
    ...(forgottenAtMs === undefined ? {} : { forgotten_at: { N: String(forgottenAtMs) } }),
    ...(expires === undefined ? {} : { expires: { N: String(expires) } }),
  };
}

/** Key and revision, of an item of which only these were read. @throws if the connector did not write the item */
export function toRevision({ person, revision }: ReadItem): [key: string, revision: number] {
  return [person?.S ?? missing('person'), Number(revision?.N ?? missing('revision'))];
}

/** @throws if the connector did not write the item */
export function toRecord(item: ReadItem): PersonRecord {
  const text = (name: string) => item[name]?.S ?? missing(name);
  const number = (name: string) => Number(item[name]?.N ?? missing(name));
  const bytes = item['state']?.B;
  const { identifiers, state } =
    bytes === undefined ? { identifiers: undefined, state: NOTHING_KNOWN } : decompress(bytes);
  return {
    key: text('person'),
    connection: text('connection'),
    environment: text('environment'),
    identifiers,
    state,
    clock: number('clock'),
    revision: number('revision'),
    ...(item['forgotten_at'] === undefined ? {} : { forgottenAtMs: number('forgotten_at') }),
  };
}

function missing(name: string): never {
  throw new Error(`an item of the people table has no ${name}`);
}

/** What is compressed: whose state it is travels with it, so that nothing readable is left beside the hash. */
interface Content {
  readonly identifiers: Identifiers;
  readonly state: PersonState;
}

/** A fact without the names of its fields: `[atMs, rank, key, event, said]`. */
type FactTuple = readonly [Fact['atMs'], Fact['rank'], Fact['key'], Fact['event'], Fact['said']];

/** Each kilobyte of an item is paid for whenever it is written. */
function compress({ identifiers, state }: Content): Buffer {
  const toTuples = (facts: Facts): FactTuple[] =>
    facts.map(({ atMs, rank, key, event, said }) => [atMs, rank, key, event, said]);
  const purchases = Object.entries(state.purchases).map(([key, facts]) => [key, toTuples(facts)]);
  const json = JSON.stringify([identifiers, toTuples(state.person), Object.fromEntries(purchases)]);
  return deflateRawSync(json, SMALL);
}

/**
 * A state has a kilobyte or two, and repeats itself within that. Node's own sizes are made for files: a hundred kilobytes to
 * set up, and to collect, for each state.
 */
const SMALL = { windowBits: 11, memLevel: 5, chunkSize: 2048 };

function decompress(given: string | Uint8Array): Content {
  const bytes = typeof given === 'string' ? Buffer.from(given, 'base64') : given;
  const toFacts = (tuples: readonly FactTuple[]): Facts =>
    tuples.map(([atMs, rank, key, event, said]) => ({ atMs, rank, key, event, said }));
  const [identifiers, person, purchases]: [Identifiers, FactTuple[], Record<string, FactTuple[]>] =
    JSON.parse(inflateRawSync(bytes, SMALL).toString('utf8'));
  return {
    identifiers,
    state: {
      person: toFacts(person),
      purchases: Object.fromEntries(Object.entries(purchases).map(([key, facts]) => [key, toFacts(facts)])),
    },
  };
}
