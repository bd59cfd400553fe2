import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { PersonRecord } from '../../../shared/people/person-record.ts';
import { toRecord } from '../../../shared/people/table-item.ts';
import type { Stage } from '../stage/stage.ts';

/** Some people of the table, and where to go on. */
export interface PeoplePage {
  readonly records: readonly PersonRecord[];
  /** Key of the last one; missing after the last page. */
  readonly lastKey?: string;
}

/** Everybody in the table, a page at a time, in an order of the table's own. @param afterKey where to go on */
export async function* scanPeople(
  { dynamodb, peopleTable }: Stage,
  afterKey?: string,
): AsyncGenerator<PeoplePage, void> {
  let start = afterKey;
  do {
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new ScanCommand({
        TableName: peopleTable,
        Limit: PAGE,
        ...(start === undefined ? {} : { ExclusiveStartKey: { person: { S: start } } }),
      }),
    );
    start = LastEvaluatedKey?.['person']?.S;
    yield { records: Items.map(toRecord), ...(start === undefined ? {} : { lastKey: start }) };
  } while (start !== undefined);
}

/** People looked at before the place is noted. */
const PAGE = 500;

/** How many the table has; each read reads a megabyte of it. @param onCount told after each */
export async function countPeople(
  { dynamodb, peopleTable }: Stage,
  onCount: (count: number) => void,
): Promise<number> {
  let count = 0;
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await dynamodb.send(
      new ScanCommand({ TableName: peopleTable, Select: 'COUNT', ExclusiveStartKey: start }),
    );
    count += page.Count ?? 0;
    start = page.LastEvaluatedKey;
    onCount(count);
  } while (start !== undefined);
  return count;
}
