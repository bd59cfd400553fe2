import type * as z from 'zod';

/** A fault at one place of a configuration. */
export interface ConfigFault {
  /** Such as `connections.cinema.events.TRIAL_STARTED`. */
  readonly path: string;
  readonly message: string;
}

/** Thrown once, with every fault of a configuration. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    const lines = faults.map(({ path, message }) => `  ${path}: ${message}`);
    super(
      [
        `connector.config.ts has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:`,
        ...lines,
      ].join('\n'),
    );
    this.faults = faults;
  }
}

type Issue = z.core.$ZodIssue;

/** One fault for each thing that is wrong, in words that name the key and what was expected. */
export function explainFaults(issues: readonly Issue[], parent: readonly PropertyKey[] = []): ConfigFault[] {
  return issues.flatMap((issue) => {
    const path = [...parent, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      const messages = issue.message.split('\n');
      return issue.keys.map((key, index) => ({
        path: toText([...path, key]),
        message: messages[index] ?? issue.message,
      }));
    }
    if (issue.code === 'invalid_union') return explainUnion(issue, path);
    if (issue.code === 'invalid_key') return explainFaults(issue.issues, path);
    return [{ path: toText(path), message: inWords(issue) }];
  });
}

/** The faults of the alternative that was meant: the one whose type fits. If none does, what would have. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, path: readonly PropertyKey[]): ConfigFault[] {
  const meant = issue.errors.find((alternative) => !alternative.some(isOfAnotherType));
  if (meant !== undefined) return explainFaults(meant, path);
  const expected = new Set(issue.errors.flat().filter(isOfAnotherType).map(expectation));
  return [{ path: toText(path), message: `${missing(issue)}expected ${[...expected].join(' or ')}` }];
}

function isOfAnotherType(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function expectation(issue: Issue): string {
  if (issue.code === 'invalid_type') return TYPE_NAMES[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return issue.values.map((value) => JSON.stringify(value)).join(' or ');
  return issue.message;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function inWords(issue: Issue): string {
  const isOfTheWrongKind = issue.code === 'invalid_type' || issue.code === 'invalid_value';
  return isOfTheWrongKind ? `${missing(issue)}expected ${expectation(issue)}` : issue.message;
}

function missing(issue: Issue): string {
  return issue.input === undefined ? 'missing; ' : '';
}

function toText(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}
