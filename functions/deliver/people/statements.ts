import type { TableItem } from '../../../shared/people/table-item.ts';
import type { Statement, StatementResponse } from './dynamodb.ts';

/** Statements of one call. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
export const MAX_STATEMENTS = 25;

/** An item that has all of these takes none of them away from the one it replaces, which an update could not do. */
const OPTIONAL_ATTRIBUTES = ['state', 'expires'];

/**
 * The statement that writes an item as a conditional put does: an insert in place of no item, else an update of the item with
 * the revision that was read. Names are quoted, because DynamoDB has many words for itself.
 *
 * @returns `undefined` if only a put can write it
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.update.html
 */
export function toStatement(
  table: string,
  item: TableItem,
  readRevision: number | undefined,
): Statement | undefined {
  const { person, ...attributes } = item;
  if (person === undefined || OPTIONAL_ATTRIBUTES.some((name) => !(name in attributes))) return undefined;
  const names = Object.keys(attributes);
  const values = Object.values(attributes);
  if (readRevision === undefined) {
    const pairs = ['person', ...names].map((name) => `'${name}': ?`);
    return {
      Statement: `INSERT INTO "${table}" VALUE {${pairs.join(', ')}}`,
      Parameters: [person, ...values],
    };
  }
  const sets = names.map((name) => `SET "${name}" = ?`);
  return {
    Statement: `UPDATE "${table}" ${sets.join(' ')} WHERE "person" = ? AND "revision" = ?`,
    Parameters: [...values, person, { N: String(readRevision) }],
  };
}

/** Codes of an update whose condition does not hold, and of an insert of an item that exists. */
const OVERTAKEN: ReadonlySet<string | undefined> = new Set(['ConditionalCheckFailed', 'DuplicateItem']);

/** The result of a statement; `undefined` if it was refused for another reason than its condition. */
export function resultOf(response: StatementResponse | undefined): 'stored' | 'overtaken' | undefined {
  if (response === undefined) return undefined;
  if (response.Error === undefined) return 'stored';
  return OVERTAKEN.has(response.Error.Code) ? 'overtaken' : undefined;
}

/** Errors of a call as a whole that say that statements are not to be had here: not in this account, or not like this. */
const REFUSALS: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'UnknownOperationException',
  'ValidationException',
]);

export function isRefusal(error: unknown): boolean {
  return error instanceof Error && REFUSALS.has(error.name);
}
