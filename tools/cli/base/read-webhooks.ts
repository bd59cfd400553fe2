import { isObject } from '../../../shared/is-object.ts';
import { toObject } from '../../../shared/purchasely/to-object.ts';
import { readWebhooks } from '../stage/post-webhook.ts';
import { UsageError } from './usage-error.ts';

/** A webhook, with the name of its file and its place in it. */
export interface NamedWebhook {
  readonly name: string;
  readonly text: string;
}

/** File name that means standard input. */
export const STANDARD_INPUT = '-';

/**
 * Reads webhooks from files, from the JSON files in folders, and from standard input.
 *
 * @throws {UsageError} with the name of a file that cannot be read or holds anything else
 */
export async function readAll(
  paths: readonly string[],
  readInput: () => Promise<string>,
): Promise<NamedWebhook[]> {
  const webhooks: NamedWebhook[] = [];
  for (const path of paths) {
    if (path === STANDARD_INPUT) webhooks.push(...toWebhooks('standard input', await readInput()));
    else webhooks.push(...readPath(path));
  }
  return webhooks;
}

function readPath(path: string): NamedWebhook[] {
  try {
    return readWebhooks(path).flatMap(({ name, body }) => toWebhooks(name, body.toString('utf8')));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

/**
 * Splits a text that holds one webhook, a list of webhooks, or one per line. @throws {UsageError} if it holds anything
 * else
 */
function toWebhooks(name: string, text: string): NamedWebhook[] {
  if (toObject(text) !== undefined) return [{ name, text }];
  const list = toList(text);
  if (list !== undefined) {
    return list.map((item, index) => {
      if (!isObject(item)) throw new UsageError(`${name}: item ${index + 1} is not a JSON object`);
      return { name: `${name}, item ${index + 1}`, text: JSON.stringify(item) };
    });
  }
  const lines = text.split('\n').map((line, index) => ({ line, name: `${name}, line ${index + 1}` }));
  const filled = lines.filter(({ line }) => line.trim() !== '');
  if (filled.length === 0) throw new UsageError(`${name} holds no webhook`);
  return filled.map(({ line, name }) => {
    if (toObject(line) === undefined) throw new UsageError(`${name} is not a JSON object`);
    return { name, text: line };
  });
}

function toList(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
