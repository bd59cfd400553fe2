import * as z from 'zod';
import { connectorConfigSchema } from '../../shared/config/schema.ts';

/** A default that is a literal. Documents describe other defaults in words. */
type Literal = string | number | boolean;

/** The parts of a JSON Schema that are used here. */
interface KeySchema {
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, KeySchema>>;
  readonly additionalProperties?: KeySchema | boolean;
}

/** Returns a document with the literal defaults of shared/config/schema.ts in its tables of keys. */
export function withDefaults(markdown: string): string {
  const { stages, connections } = connectorConfigSchema.shape;
  const defaults = [stages, connections].flatMap((section) =>
    literalDefaults(z.toJSONSchema(section.valueType, { io: 'input' }) as KeySchema),
  );
  return defaults.reduce((document, [key, value]) => withDefault(document, key, value), markdown);
}

/** Returns the paths of keys whose default is a literal, with the default. */
function literalDefaults({ properties = {} }: KeySchema, path = ''): [string, Literal][] {
  return Object.entries(properties).flatMap(([name, key]): [string, Literal][] =>
    isLiteral(key.default) ? [[`${path}${name}`, key.default]] : literalDefaults(key, `${path}${name}.`),
  );
}

function isLiteral(value: unknown): value is Literal {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Sets the default in the row of a key: `| Key | Default | Effect |`. */
function withDefault(document: string, key: string, value: Literal): string {
  const cell = new RegExp(
    String.raw`(\n\| Key \| Default \|.*(?:\n\|.*)*?\n\| \`${key.replaceAll('.', '[.]')}\` \|)[^|]*(\|)`,
  );
  if (!cell.test(document)) throw new Error(`no table of keys has a row for ${key}`);
  return document.replace(cell, (_, before: string, after: string) => `${before} ${codeOf(value)} ${after}`);
}

/** Formats a value as in connector.config.ts. */
function codeOf(value: Literal): string {
  return typeof value === 'number'
    ? String(value)
    : `\`${typeof value === 'string' ? `'${value}'` : value}\``;
}
