import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { PersonRecord } from '../../../shared/people/person-record.ts';
import { toRecord } from '../../../shared/people/table-item.ts';
import type { Stage } from '../stage/stage.ts';

/** A page of the table, with the place to continue. */
export interface PeoplePage {
  readonly records: readonly PersonRecord[];
  /** Key of the last person. Absent on the last page. */
  readonly lastKey?: string;
}

/** Yields all people of the table in pages, in the order of the table. @param afterKey key to continue after */
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

/** Number of people per page. The place is stored after each page. */
const PAGE = 500;

/** Counts the people of the table, a megabyte per read. @param onCount called with the count after each read */
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
