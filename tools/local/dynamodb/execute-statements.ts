import type { Answer } from '../../track-api/http.ts';
import { readStatement, type StatedWrite } from './read-statement.ts';

type Input = Readonly<Record<string, unknown>>;

/** Calls the local DynamoDB. The answer to `PutItem`, for example, is its output or an error. */
export type CallDynamoDb = (action: string, input: Input) => Promise<{ status: number; body: Input }>;

/** The input of `BatchExecuteStatement`. */
export interface StatementBatch {
  readonly Statements: readonly { readonly Statement: string; readonly Parameters?: readonly Input[] }[];
  readonly ReturnConsumedCapacity?: string;
}

const MAX_STATEMENTS = 25;

/**
 * Answers `BatchExecuteStatement`, which dynalite does not know, with its puts and updates. For the statements of `deliver`
 * the answers are those that a public suite has recorded from DynamoDB: each statement ends by itself, an update changes
 * only an item that exists and meets its conditions, and no two statements may be about one item.
 *
 * @param partitionKeyOf name of the partition key of a table
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
 * @see https://github.com/paritysuite/dynamodb-conformance
 */
export async function executeStatements(
  { Statements, ReturnConsumedCapacity }: StatementBatch,
  partitionKeyOf: (table: string) => string,
  call: CallDynamoDb,
): Promise<Answer> {
  const writes = Statements.map(({ Statement, Parameters = [] }) => readStatement(Statement, Parameters));
  const items = writes.flatMap((write) => (write === undefined ? [] : itemOf(write, partitionKeyOf)));
  if (Statements.length > MAX_STATEMENTS) return refused('more than 25 statements');
  if (new Set(items).size < items.length) return refused('two statements about one item');

  const Responses: object[] = [];
  const ConsumedCapacity: unknown[] = [];
  await Promise.all(
    writes.map(async (write, index) => {
      if (write === undefined) {
        Responses[index] = { Error: { Code: 'ValidationError', Message: 'not a statement of `deliver`' } };
        return;
      }
      const [action, input] = toCall(write, partitionKeyOf(write.table));
      const { status, body } = await call(action, { ...input, ReturnConsumedCapacity });
      Responses[index] = {
        TableName: write.table,
        ...(status === 200 ? {} : { Error: errorOf(write, body) }),
      };
      if (body['ConsumedCapacity'] !== undefined) ConsumedCapacity.push(body['ConsumedCapacity']);
    }),
  );
  return { status: 200, body: { Responses, ...(ReturnConsumedCapacity && { ConsumedCapacity }) } };
}

/** One text an item. */
function itemOf({ table, sets, where }: StatedWrite, partitionKeyOf: (table: string) => string): string {
  const key = partitionKeyOf(table);
  return JSON.stringify([table, where[key] ?? sets[key]]);
}

function toCall({ kind, table, sets, where }: StatedWrite, key: string): [action: string, input: Input] {
  if (kind === 'insert') {
    const isNew = {
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': key },
    };
    return ['PutItem', { TableName: table, Item: sets, ...isNew }];
  }
  const { [key]: keyValue, ...conditions } = where;
  const names = [key, ...Object.keys(sets), ...Object.keys(conditions)];
  const values = [...Object.values(sets), ...Object.values(conditions)];
  const equalities = names.slice(1).map((_, index) => `#${index + 1} = :${index + 1}`);
  const changes = equalities.splice(0, Object.keys(sets).length);
  return [
    'UpdateItem',
    {
      TableName: table,
      Key: { [key]: keyValue },
      UpdateExpression: `SET ${changes.join(', ')}`,
      ConditionExpression: ['attribute_exists(#0)', ...equalities].join(' AND '),
      ExpressionAttributeNames: Object.fromEntries(names.map((name, index) => [`#${index}`, name])),
      ExpressionAttributeValues: Object.fromEntries(values.map((value, index) => [`:${index + 1}`, value])),
    },
  ];
}

/** In a batch the codes are others: no `Exception` at their end, and an insert of an item that exists is a duplicate. */
function errorOf({ kind }: StatedWrite, { __type: type, message, Message = message }: Input): object {
  const name = String(type).slice(String(type).indexOf('#') + 1);
  const isDuplicate = kind === 'insert' && name === 'ConditionalCheckFailedException';
  return { Code: isDuplicate ? 'DuplicateItem' : name.replace(/Exception$/, ''), Message };
}

function refused(message: string): Answer {
  return { status: 400, body: { __type: 'com.amazon.coral.validate#ValidationException', message } };
}
