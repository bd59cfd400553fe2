import { createDynamoDb } from '../../../../functions/deliver/people/dynamodb.ts';
import type { Change, PeopleStore } from '../../../../functions/deliver/people/people-store.ts';
import { createPeopleTable } from '../../../../functions/deliver/people/people-table.ts';
import type { PersonRecord } from '../../../../shared/people/person-record.ts';
import type { AwsCall } from '../../../../tools/local/aws-proxy.ts';
import { type LocalTables, startTables } from '../../../../tools/local/dynamodb/start-tables.ts';
import type { Answer } from '../../../../tools/track-api/http.ts';
import { refusal, startTableProxy, type TableProxy } from '../../../support/table-proxy.ts';

const RETENTION_DAYS = 800;

let tables: LocalTables;
let proxy: TableProxy;
let url: string;
let people: PeopleStore;
let calls: { action: string; size: number }[];
let tableNumber = 0;

beforeAll(async () => {
  tables = await startTables('eu-west-1');
  proxy = startTableProxy();
  url = await proxy.between(tables.endpoint);
});
beforeEach(async () => {
  tableNumber += 1;
  const table = `people-${tableNumber}`;
  await tables.createTable({ logicalId: table, partitionKey: 'person' });
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
  const dynamodb = createDynamoDb({ url, region: 'eu-west-1', credentials });
  people = createPeopleTable(dynamodb, table, RETENTION_DAYS);
  calls = [];
  pass();
});
afterAll(async () => {
  await proxy.stop();
  await tables.stop();
});

/** Notes each call; those that `answer` has nothing for go to the table. */
function pass(answer: (call: AwsCall) => Answer | undefined = () => undefined) {
  proxy.interfere = async (call, passOn) => {
    calls.push({ action: call.action, size: sizeOf(call) });
    return answer(call) ?? passOn();
  };
}

/** Leaves keys out of answers to reads, as a table that throttles does. */
function leaveOut(isLeftOut: (key: string, n: number) => boolean) {
  proxy.interfere = async (call, passOn) => {
    const n = calls.push({ action: call.action, size: sizeOf(call) });
    const [[table = '', request] = []] = Object.entries(call.input['RequestItems'] as RequestItems);
    const { Keys = [] } = request ?? {};
    const left = Keys.filter(({ person }) => isLeftOut(person.S, n));
    const read = Keys.filter((key) => !left.includes(key));
    const { body } =
      read.length === 0
        ? { body: { Responses: {} } }
        : await passOn({ RequestItems: { [table]: { ...request, Keys: read } } });
    return {
      status: 200,
      body: { ...body, UnprocessedKeys: left.length === 0 ? {} : { [table]: { Keys: left } } },
    };
  };
}

type RequestItems = Record<string, { Keys: { person: { S: string } }[] }>;

function sizeOf({ input }: AwsCall): number {
  const { Statements, RequestItems = {} } = input as { Statements?: unknown[]; RequestItems?: RequestItems };
  return Statements?.length ?? Object.values(RequestItems)[0]?.Keys.length ?? 1;
}

const record = (key: string, changes: Partial<PersonRecord> = {}): PersonRecord => ({
  key,
  connection: 'cinema',
  environment: 'PRODUCTION',
  identifiers: { id: key },
  state: {
    person: [
      { atMs: 1_775_722_570_000, rank: 2, key, event: 'TRIAL_STARTED', said: { store_country: 'FR' } },
    ],
    purchases: {},
  },
  clock: 1_775_722_570,
  revision: 1,
  ...changes,
});

const keysTo = (count: number) => Array.from({ length: count }, (_, index) => `person-${index}`);
const added = (one: PersonRecord): Change => ({ record: one, replaced: undefined });
const raised = (one: PersonRecord): Change => ({
  record: { ...one, clock: one.clock + 1, revision: one.revision + 1 },
  replaced: one,
});
const kindsOf = async (changes: readonly Change[]) =>
  Object.fromEntries([...(await people.write(changes))].map(([key, { kind }]) => [key, kind]));
const all = (kind: string, keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, kind]));
const revisionsOf = async (keys: readonly string[]) => Object.fromEntries(await people.readRevisions(keys));

/** A person who owns something for life: their item has no end, which it may have had before. */
const forLife = (key: string) =>
  record(key, {
    state: {
      person: [],
      purchases: { 'o:1': [{ atMs: 1, rank: 2, key, event: 'ACTIVATE', said: { owned: true } }] },
    },
  });

describe('reading', () => {
  const keys = keysTo(201);

  test.each<{ what: string; isLeftOut: (key: string, n: number) => boolean; sizes: number[] }>([
    { what: 'answers all', isLeftOut: () => false, sizes: [100, 100, 1] },
    {
      what: 'leaves out a part of each answer at first',
      isLeftOut: (key, n) => n <= 3 && key.endsWith('0'),
      sizes: [100, 100, 1, 10, 10, 1],
    },
  ])('reads more people than one call takes from a table that $what', async ({ isLeftOut, sizes }) => {
    await people.write(keys.map((key) => added(record(key))));
    calls = [];
    leaveOut(isLeftOut);

    expect([...(await people.read(keys)).keys()].sort()).toEqual([...keys].sort());
    expect(calls.map(({ size }) => size).sort()).toEqual(sizes.toSorted());
  });

  test('gives up on all when one of them is never answered', async () => {
    leaveOut((key) => key === 'person-150');

    await expect(people.read(keys)).rejects.toMatchObject({ name: 'UnprocessedKeys' });
  });
});

describe('writing', () => {
  test('writes new and known people, 25 a call, and reads what it has written', async () => {
    const known = keysTo(20).map((key) => record(key));
    await people.write(known.map(added));
    calls = [];
    const fresh = keysTo(51)
      .slice(20)
      .map((key) => record(key));
    const changes = [...known.map(raised), ...fresh.map(added)];

    expect(await kindsOf(changes)).toEqual(all('stored', keysTo(51)));
    expect(calls).toEqual([25, 25, 1].map((size) => ({ action: 'BatchExecuteStatement', size })));
    const read = await people.read(keysTo(51));
    expect([...read.values()]).toEqual(expect.arrayContaining(changes.map(({ record }) => record)));
  });

  test('tells those whom another delivery has written since, and leaves them as they are', async () => {
    const [first, second, third] = ['first', 'second', 'third'].map((key) => record(key)) as [
      PersonRecord,
      PersonRecord,
      PersonRecord,
    ];
    await people.write([added(first), added(second)]);
    await people.write([raised(first)]);

    const late = [raised(first), added(second), raised(third), added(record('fourth'))];
    expect(await kindsOf(late)).toEqual({
      first: 'overtaken',
      second: 'overtaken',
      third: 'overtaken', // an update makes no item
      fourth: 'stored',
    });
    expect(await revisionsOf(['first', 'second', 'third', 'fourth'])).toEqual({
      first: 2,
      second: 1,
      fourth: 1,
    });
  });

  test('puts a person who is alone, or whose item loses an attribute', async () => {
    const [one, other] = [record('one'), record('other')];
    await people.write([added(one)]);
    await people.write([added(other)]);
    expect(calls.map(({ action }) => action)).toEqual(['PutItem', 'PutItem']);
    calls = [];

    const { state } = forLife('one');
    const { identifiers: _, ...nameless } = other;
    await people.write([
      { record: { ...one, state, revision: 2 }, replaced: one },
      { record: { ...nameless, revision: 2, forgottenAtMs: 1 }, replaced: other },
    ]);

    expect(calls.map(({ action }) => action)).toEqual(['PutItem', 'PutItem']);
    const read = await people.read(['one', 'other']);
    expect(read.get('one')?.state).toEqual(state);
    expect(read.get('other')?.identifiers).toBeUndefined();
  });

  test.each(['AccessDeniedException', 'UnknownOperationException', 'ValidationException'])(
    'puts all of them where statements as such are refused: %s',
    async (error) => {
      const changes = keysTo(3).map((key) => added(record(key)));
      pass(({ action }) => (action === 'BatchExecuteStatement' ? refusal(400, error) : undefined));

      expect(await kindsOf(changes)).toEqual(all('stored', keysTo(3)));
      expect(calls.map(({ action }) => action)).toEqual([
        'BatchExecuteStatement',
        ...keysTo(3).map(() => 'PutItem'),
      ]);
    },
  );

  test('puts one whose statement is refused, whatever the reason, and no other', async () => {
    const changes = keysTo(3).map((key) => added(record(key)));
    proxy.interfere = async (call, passOn) => {
      if (call.action !== 'BatchExecuteStatement') return passOn();
      const [first, , third] = call.input['Statements'] as object[];
      const { body } = await passOn({ ...call.input, Statements: [first, third] });
      const [ofFirst, ofThird] = body['Responses'] as object[];
      return { status: 200, body: { Responses: [ofFirst, { Error: { Code: 'ThrottlingError' } }, ofThird] } };
    };

    expect(await kindsOf(changes)).toEqual(all('stored', keysTo(3)));
    expect(await revisionsOf(keysTo(3))).toEqual({ 'person-0': 1, 'person-1': 1, 'person-2': 1 });
  });

  test('fails those of a call without an answer, and not the others', async () => {
    const changes = keysTo(26).map((key) => added(record(key)));
    proxy.interfere = async (call, passOn) => {
      const { length } = call.input['Statements'] as object[];
      return length === 25 ? refusal(500, 'InternalServerError') : passOn();
    };

    expect(await kindsOf(changes)).toEqual({ ...all('failed', keysTo(25)), 'person-25': 'stored' });
  });

  test('says what a put was refused for', async () => {
    pass(() => refusal(400, 'AccessDeniedException'));

    const written = await people.write([added(record('one'))]);
    expect(written.get('one')).toMatchObject({ kind: 'failed', error: { name: 'AccessDeniedException' } });
  });
});
