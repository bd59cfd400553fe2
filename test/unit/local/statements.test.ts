import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandInput,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type LocalTables, startTables } from '../../../tools/local/dynamodb/start-tables.ts';

let tables: LocalTables;
beforeAll(async () => {
  tables = await startTables('eu-west-1');
  await tables.createTable({ logicalId: 'films', partitionKey: 'title' });
});
afterAll(() => tables.stop());

type Statements = NonNullable<BatchExecuteStatementCommandInput['Statements']>;

const insert = (title: string, seats: number) => ({
  Statement: `INSERT INTO "films" VALUE {'title': ?, 'seats': ?}`,
  Parameters: [{ S: title }, { N: String(seats) }],
});
const update = (title: string, seats: number, read: number) => ({
  Statement: `UPDATE "films" SET "seats" = ? SET "poster" = ? WHERE "title" = ? AND "seats" = ?`,
  Parameters: [{ N: String(seats) }, { B: Buffer.from('png') }, { S: title }, { N: String(read) }],
});
const execute = (Statements: Statements, ReturnConsumedCapacity?: 'TOTAL') =>
  tables.client.send(new BatchExecuteStatementCommand({ Statements, ReturnConsumedCapacity }));
const film = async (title: string) =>
  (await tables.client.send(new GetItemCommand({ TableName: 'films', Key: { title: { S: title } } }))).Item;

test('runs each statement by itself, and answers in their order', async () => {
  await execute([insert('Alien', 1), insert('Brazil', 1)]);

  const { Responses } = await execute([
    update('Alien', 2, 1),
    update('Brazil', 2, 9),
    insert('Alien 3', 1),
    update('Casablanca', 2, 1),
  ]);

  expect(Responses?.map(({ Error: error, TableName }) => [error?.Code, TableName])).toEqual([
    [undefined, 'films'],
    ['ConditionalCheckFailed', 'films'],
    [undefined, 'films'],
    ['ConditionalCheckFailed', 'films'],
  ]);
  expect(await film('Alien')).toMatchObject({
    seats: { N: '2' },
    poster: { B: new Uint8Array(Buffer.from('png')) },
  });
  expect(await film('Brazil')).toEqual({ title: { S: 'Brazil' }, seats: { N: '1' } });
  expect(await film('Casablanca')).toBeUndefined();
});

test('does not insert over an item', async () => {
  await execute([insert('Duel', 1)]);

  const { Responses } = await execute([insert('Duel', 2)]);
  expect(Responses?.[0]?.Error?.Code).toBe('DuplicateItem');
  expect(await film('Duel')).toMatchObject({ seats: { N: '1' } });
});

test('refuses what it cannot read, and runs the others', async () => {
  const { Responses } = await execute([{ Statement: 'DELETE FROM "films"' }, insert('Eraserhead', 1)]);

  expect(Responses?.map(({ Error: error }) => error?.Code)).toEqual(['ValidationError', undefined]);
});

test.each<{ what: string; statements: Statements }>([
  {
    what: 'more than 25 statements',
    statements: Array.from({ length: 26 }, (_, index) => insert(`Film ${index}`, 1)),
  },
  { what: 'two statements about one item', statements: [insert('Fargo', 1), update('Fargo', 2, 1)] },
])('refuses $what as a whole', async ({ what, statements }) => {
  await expect(execute(statements)).rejects.toMatchObject({ name: 'ValidationException', message: what });
  expect(await film('Fargo')).toBeUndefined();
  expect(await film('Film 1')).toBeUndefined();
});

test('counts the units of all statements', async () => {
  const { ConsumedCapacity } = await execute([insert('Gattaca', 1), insert('Heat', 1)], 'TOTAL');

  expect(ConsumedCapacity?.map(({ CapacityUnits }) => CapacityUnits)).toEqual([1, 1]);
});
