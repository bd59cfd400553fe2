/** An attribute as DynamoDB's JSON API writes it. */
type Attribute = Readonly<Record<string, unknown>>;
type Attributes = Readonly<Record<string, Attribute>>;

/** The write that a statement asks for. */
export interface StatedWrite {
  readonly kind: 'insert' | 'update';
  readonly table: string;
  /** Attributes that it sets, by name. */
  readonly sets: Attributes;
  /** Attributes that the item must have, by name. */
  readonly where: Attributes;
}

const INSERT = /^INSERT INTO "([^"]+)" VALUE \{('[^']+': \?(?:, '[^']+': \?)*)\}$/;
const UPDATE = /^UPDATE "([^"]+)"((?: SET "[^"]+" = \?)+) WHERE ("[^"]+" = \?(?: AND "[^"]+" = \?)*)$/;
const NAME = /['"]([^'"]+)['"]/g;

/**
 * Reads an insert, or an update with equalities, in which each value is a parameter: the part of PartiQL that `deliver` uses.
 *
 * @returns `undefined` for anything else
 */
export function readStatement(statement: string, parameters: readonly Attribute[]): StatedWrite | undefined {
  const [, inserted, values] = INSERT.exec(statement) ?? [];
  const [, updated, sets, where] = UPDATE.exec(statement) ?? [];
  const table = inserted ?? updated;
  if (table === undefined) return undefined;
  const setNames = namesIn(values ?? sets);
  const whereNames = namesIn(where);
  if (setNames.length + whereNames.length !== parameters.length) return undefined;
  return {
    kind: inserted === undefined ? 'update' : 'insert',
    table,
    sets: zip(setNames, parameters),
    where: zip(whereNames, parameters.slice(setNames.length)),
  };
}

function namesIn(text = ''): string[] {
  return Array.from(text.matchAll(NAME), ([, name = '']) => name);
}

function zip(names: readonly string[], values: readonly Attribute[]): Attributes {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? {}]));
}
