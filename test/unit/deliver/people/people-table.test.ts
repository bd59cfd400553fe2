import type { DynamoDb } from '../../../../functions/deliver/people/dynamodb.ts';
import { createPeopleTable } from '../../../../functions/deliver/people/people-table.ts';
import type { PersonRecord } from '../../../../shared/people/person-record.ts';
import { NOTHING_KNOWN } from '../../../../shared/people/state.ts';
import type { TableItem } from '../../../../shared/people/table-item.ts';

/** DynamoDB with one table, which takes so many keys a call as the real one, and leaves out those that it is told to. */
function createDynamoDb(isLeftOut: (key: string, call: number) => boolean) {
  const items = new Map<string, TableItem>();
  const sizes: number[] = [];
  const dynamodb: DynamoDb = {
    async batchGetItem({ RequestItems }) {
      const keys = RequestItems['people']?.Keys.map(({ person }) => person?.S ?? '') ?? [];
      if (keys.length > 100) throw Object.assign(new Error('too many keys'), { name: 'ValidationException' });
      const call = sizes.push(keys.length);
      const left = keys.filter((key) => isLeftOut(key, call));
      const read = keys
        .filter((key) => items.has(key) && !left.includes(key))
        .map((key) => items.get(key) ?? {});
      return {
        Responses: { people: read },
        UnprocessedKeys: { people: { Keys: left.map((person) => ({ person: { S: person } })) } },
      };
    },
    async putItem({ Item }) {
      const { person } = Item;
      items.set(person !== undefined && 'S' in person ? person.S : '', Item);
    },
  };
  return { table: createPeopleTable(dynamodb, 'people', 800), sizes };
}

const record = (key: string): PersonRecord => ({
  key,
  connection: 'cinema',
  environment: 'PRODUCTION',
  identifiers: { id: key },
  state: NOTHING_KNOWN,
  clock: 1,
  revision: 1,
});

const keys = Array.from({ length: 201 }, (_, index) => `person-${index}`);

test.each<{ what: string; isLeftOut: (key: string, call: number) => boolean; sizes: number[] }>([
  { what: 'answers all', isLeftOut: () => false, sizes: [100, 100, 1] },
  {
    what: 'leaves out a part of each answer at first',
    isLeftOut: (key, call) => call <= 3 && key.endsWith('0'),
    sizes: [100, 100, 1, 10, 10, 1],
  },
])('reads more people than one call takes from a table that $what', async ({ isLeftOut, sizes }) => {
  const stand = createDynamoDb(isLeftOut);
  for (const key of keys) await stand.table.write(record(key), undefined);

  expect([...(await stand.table.read(keys)).keys()].sort()).toEqual([...keys].sort());
  expect(stand.sizes).toEqual(sizes);
});

test('gives up on all when one of them is never answered', async () => {
  const { table } = createDynamoDb((key) => key === 'person-150');

  await expect(table.read(keys)).rejects.toMatchObject({ name: 'UnprocessedKeys' });
});
