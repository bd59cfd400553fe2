import { isObject } from '../../../shared/is-object.ts';

/** One entry of the `errors` of an answer. */
export interface BatchError {
  /** Position of the item it is about; `undefined` if the answer names none that was sent. */
  readonly index: number | undefined;
  readonly refusal: { readonly field?: string; readonly cause?: string };
}

const MAX_TEXT = 200;

/**
 * The errors an answer names: none for an object without `errors`, `undefined` if it cannot be read.
 *
 * @param items the JSON texts that were sent: a message that repeats one of their values is kept without it, because kept
 *   messages are shown to people and logged
 * @see https://docs.customer.io/integrations/api/track/#operation/batch
 */
export function parseErrors(text: string, items: readonly string[]): BatchError[] | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(answer)) return undefined;
  const errors = answer['errors'] ?? [];
  return Array.isArray(errors) ? errors.map((error) => toError(error, items)) : undefined;
}

function toError(error: unknown, items: readonly string[]): BatchError {
  if (!isObject(error)) return { index: undefined, refusal: {} };
  const { batch_index, field, reason, message } = error;
  const index = typeof batch_index === 'number' && batch_index in items ? batch_index : undefined;
  const item = items[index ?? 0] ?? '{}';
  const cause = [reason, message].filter((part) => typeof part === 'string' && part !== '').join(': ');
  return {
    index,
    refusal: {
      ...(typeof field === 'string' && field !== '' ? { field: field.slice(0, MAX_TEXT) } : {}),
      ...(cause === '' ? {} : { cause: withoutValues(cause, item).slice(0, MAX_TEXT) }),
    },
  };
}

/** A text without the identifiers and attribute values of an operation. */
function withoutValues(text: string, item: string): string {
  const { identifiers = {}, attributes = {} } = JSON.parse(item) as Record<string, Record<string, unknown>>;
  return [...Object.values(identifiers), ...Object.values(attributes)]
    .map(String)
    .filter((value) => value.length > 2)
    .reduce((left, value) => left.replaceAll(value, '…'), text);
}
