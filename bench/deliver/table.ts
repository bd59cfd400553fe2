/**
 * A people table in a separate process, for one `deliver` at a time. Its people never change: only the second read of a
 * batch sees its writes, so that each run reads and writes the same.
 */
import { readFileSync } from 'node:fs';
import { required } from '../../functions/settings.ts';
import type { ReadItem } from '../../shared/people/table-item.ts';
import type { StatementBatch } from '../../tools/local/dynamodb/execute-statements.ts';
import { readStatement } from '../../tools/local/dynamodb/read-statement.ts';
import { type Answer, sendAnswer, serve } from '../../tools/track-api/http.ts';
import { answerParent } from '../measure/answer-parent.ts';

const items: readonly ReadItem[] = JSON.parse(readFileSync(required(process.env, 'KNOWN_PEOPLE'), 'utf8'));
const known = new Map(items.map((item) => [keyOf(item), item]));
const written = new Map<string, ReadItem>();

const server = await serve(async ({ headers }, body, response) => {
  const input = JSON.parse(body.toString('utf8'));
  sendAnswer(response, answer(String(headers['x-amz-target']), input));
});

function answer(target: string, input: Record<string, unknown>): Answer {
  switch (target) {
    case 'DynamoDB_20120810.BatchGetItem':
      return { status: 200, body: { Responses: read(input['RequestItems'] as never), UnprocessedKeys: {} } };
    case 'DynamoDB_20120810.PutItem': {
      const item = input['Item'] as ReadItem;
      written.set(keyOf(item), item);
      return { status: 200, body: {} };
    }
    case 'DynamoDB_20120810.BatchExecuteStatement': {
      const statements = input['Statements'] as StatementBatch['Statements'];
      const Responses = statements.map(({ Statement, Parameters = [] }) => {
        const { sets = {}, where = {}, table } = readStatement(Statement, Parameters) ?? {};
        const item: ReadItem = { ...where, ...sets };
        written.set(keyOf(item), item);
        return { TableName: table };
      });
      return { status: 200, body: { Responses } };
    }
    default:
      return { status: 400, body: { __type: 'UnknownOperationException', message: target } };
  }
}

function read(
  tables: Record<
    string,
    {
      readonly Keys: readonly { readonly person: { readonly S: string } }[];
      readonly ProjectionExpression?: string;
    }
  >,
) {
  const entries = Object.entries(tables).map(([table, { Keys, ProjectionExpression }]) => {
    const items = Keys.flatMap(({ person: { S: key } }) => {
      const item = written.get(key) ?? known.get(key);
      written.delete(key);
      if (item === undefined) return [];
      return ProjectionExpression === undefined ? item : onlyOf(item, ProjectionExpression);
    });
    return [table, items] as const;
  });
  return Object.fromEntries(entries);
}

function onlyOf(item: ReadItem, names: string): ReadItem {
  return Object.fromEntries(names.split(', ').map((name) => [name, item[name] ?? {}]));
}

function keyOf({ person }: ReadItem): string {
  return person?.S ?? '';
}

answerParent(async () => server.origin);
