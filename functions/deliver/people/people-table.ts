import { inBatches } from '../../../shared/batches.ts';
import { type ReadItem, toItem, toRecord, toRevision } from '../../../shared/people/table-item.ts';
import type { DynamoDb, PutItemInput, Statement, StatementResponse } from './dynamodb.ts';
import type { Change, PeopleStore, Written } from './people-store.ts';
import { isRefusal, MAX_STATEMENTS, resultOf, toStatement } from './statements.ts';

/** Keys of one BatchGetItem. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_KEYS = 100;
/** Times that keys are asked for again which an answer has left out, because it was full or the table throttles. */
const MAX_ROUNDS = 4;

/** An answer has left out keys every time: the table is throttled. */
class UnprocessedKeys extends Error {
  override readonly name = 'UnprocessedKeys';
}

/** One write, in both forms. */
interface Write {
  readonly key: string;
  readonly put: PutItemInput;
  readonly statement: Statement | undefined;
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
    return (await Promise.all(inBatches(keys, MAX_KEYS).map((some) => readSome(some, only)))).flat();
  }

  function toWrite({ record, replaced }: Change): Write {
    const item = toItem(record, retentionDays);
    return {
      key: record.key,
      put: { TableName: table, Item: item, ...isStill(replaced?.revision) },
      statement: toStatement(table, item, replaced?.revision),
    };
  }

  async function putOne({ key, put }: Write): Promise<[key: string, Written]> {
    try {
      await dynamodb.putItem(put);
      return [key, { kind: 'stored' }];
    } catch (error) {
      const isOvertaken = error instanceof Error && error.name === 'ConditionalCheckFailedException';
      return [key, isOvertaken ? { kind: 'overtaken' } : { kind: 'failed', error }];
    }
  }

  /** Writes in one call. A person whose statement is refused for another reason than its condition is put instead. */
  async function executeSome(writes: readonly Write[]): Promise<[key: string, Written][]> {
    let responses: readonly StatementResponse[] = [];
    try {
      const Statements = writes.flatMap(({ statement }) => statement ?? []);
      ({ Responses: responses = [] } = await dynamodb.batchExecuteStatement({ Statements }));
    } catch (error) {
      if (!isRefusal(error)) return writes.map(({ key }) => [key, { kind: 'failed', error }]);
    }
    return Promise.all(
      writes.map(async (write, index): Promise<[key: string, Written]> => {
        const kind = resultOf(responses[index]);
        return kind === undefined ? putOne(write) : [write.key, { kind }];
      }),
    );
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

    async write(changes) {
      const writes = changes.map(toWrite);
      const isTogether = ({ statement }: Write) => writes.length > 1 && statement !== undefined;
      const together = inBatches(writes.filter(isTogether), MAX_STATEMENTS);
      const alone = writes.filter((write) => !isTogether(write));
      const written = await Promise.all([...together.map(executeSome), Promise.all(alone.map(putOne))]);
      return new Map(written.flat());
    },
  };
}

/** The condition that no other delivery has written since. */
function isStill(
  readRevision: number | undefined,
): Pick<PutItemInput, 'ConditionExpression' | 'ExpressionAttributeValues'> {
  if (readRevision === undefined) return { ConditionExpression: 'attribute_not_exists(person)' };
  return {
    ConditionExpression: 'revision = :read',
    ExpressionAttributeValues: { ':read': { N: String(readRevision) } },
  };
}
