import { type ReadItem, toItem, toRecord, toRevision } from '../../../shared/people/table-item.ts';
import type { DynamoDb } from './dynamodb.ts';
import type { PeopleStore } from './people-store.ts';

/** Keys of one BatchGetItem. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_KEYS = 100;
/** Times that keys are asked for again which an answer has left out, because it was full or the table throttles. */
const MAX_ROUNDS = 4;

/** An answer has left out keys every time: the table is throttled. */
class UnprocessedKeys extends Error {
  override readonly name = 'UnprocessedKeys';
}

/** The people table. Other answers of DynamoDB are thrown as `dynamodb` throws them. */
export function createPeopleTable(dynamodb: DynamoDb, table: string, retentionDays: number): PeopleStore {
  /** @param only the attributes that are wanted; all, if left out */
  async function readSome(keys: readonly string[], only: string | undefined): Promise<ReadItem[]> {
    const items: ReadItem[] = [];
    let left = keys;
    for (let round = 0; left.length > 0; round += 1) {
      if (round === MAX_ROUNDS) throw new UnprocessedKeys();
      const { Responses, UnprocessedKeys: unprocessed } = await dynamodb.batchGetItem({
        RequestItems: {
          [table]: {
            Keys: left.map((person) => ({ person: { S: person } })),
            ConsistentRead: true,
            ...(only === undefined ? {} : { ProjectionExpression: only }),
          },
        },
      });
      items.push(...(Responses?.[table] ?? []));
      left = (unprocessed?.[table]?.Keys ?? []).flatMap(({ person }) => person?.S ?? []);
    }
    return items;
  }

  async function readAll(keys: readonly string[], only?: string): Promise<ReadItem[]> {
    const calls = Array.from({ length: Math.ceil(keys.length / MAX_KEYS) }, (_, call) =>
      readSome(keys.slice(call * MAX_KEYS, (call + 1) * MAX_KEYS), only),
    );
    return (await Promise.all(calls)).flat();
  }

  return {
    async read(keys) {
      const records = (await readAll(keys)).map(toRecord);
      return new Map(records.map((record) => [record.key, record]));
    },

    async readRevisions(keys) {
      const items = await readAll(keys, 'person, revision');
      return new Map(items.map(toRevision));
    },

    async write(record, replaced) {
      const condition =
        replaced === undefined
          ? { ConditionExpression: 'attribute_not_exists(person)' }
          : {
              ConditionExpression: 'revision = :read',
              ExpressionAttributeValues: { ':read': { N: String(replaced.revision) } },
            };
      try {
        await dynamodb.putItem({ TableName: table, Item: toItem(record, retentionDays), ...condition });
        return true;
      } catch (error) {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
        throw error;
      }
    },
  };
}
