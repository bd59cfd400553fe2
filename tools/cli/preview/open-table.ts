import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { PeopleStore } from '../../../functions/deliver/people/people-store.ts';
import { createPeopleTable } from '../../../functions/deliver/people/people-table.ts';
import type { Attribute, TableItem } from '../../../shared/people/table-item.ts';
import type { Stage } from '../stage/stage.ts';

/** Opens the people table of a stage with the SDK's client and the credentials of the user. */
export function openTable({ dynamodb, peopleTable, config }: TableOfStage): PeopleStore {
  return createPeopleTable(
    {
      batchGetItem: (input) => dynamodb.send(new BatchGetItemCommand(input)),
      putItem: (input) => dynamodb.send(new PutItemCommand({ ...input, Item: withBytes(input.Item) })),
      batchExecuteStatement: ({ Statements }) =>
        dynamodb.send(
          new BatchExecuteStatementCommand({
            Statements: Statements.map(({ Statement, Parameters }) => ({
              Statement,
              Parameters: Parameters.map(decoded),
            })),
          }),
        ),
    },
    peopleTable,
    config.people.retentionDays,
  );
}

type TableOfStage = Pick<Stage, 'dynamodb' | 'peopleTable'> & {
  readonly config: Pick<Stage['config'], 'people'>;
};

/** Decodes base 64, because the SDK encodes bytes itself. */
function withBytes(item: TableItem): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, decoded(value)]));
}

function decoded(value: Attribute): AttributeValue {
  return 'B' in value ? { B: Buffer.from(value.B, 'base64') } : value;
}
