import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import type { PersonRecord } from '../../../shared/people/person-record.ts';
import { UsageError } from '../base/usage-error.ts';

const said = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const facts = z.array(
  z.object({ atMs: z.number(), rank: z.number(), key: z.string(), event: z.string(), said }),
);
const identifiers = z.union([
  z.strictObject({ id: z.string() }),
  z.strictObject({ email: z.string() }),
  z.strictObject({ cio_id: z.string() }),
]);
const record = z.object({
  key: z.string(),
  connection: z.string(),
  environment: z.string(),
  identifiers: z.optional(identifiers),
  state: z.object({ person: facts, purchases: z.record(z.string(), facts) }),
  clock: z.int(),
  revision: z.int(),
  forgottenAtMs: z.optional(z.number()),
});
const stateSchema = z.object({ people: z.array(z.object({ record })) });

/**
 * Reads people from the `--json` output of a command.
 *
 * @throws {UsageError} with the name of the file, if it holds anything else
 */
export function readState(path: string): PersonRecord[] {
  let text: unknown;
  try {
    text = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
  const parsed = stateSchema.safeParse(text);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError(`${path} is not \`--json\` output with people, see ${issue?.path.join('.')}`);
  }
  return parsed.data.people.map((person) => person.record);
}
