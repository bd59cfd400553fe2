import * as z from 'zod';
import { connectorConfigSchema } from '../../shared/config/schema.ts';

/** A default that can be written down as it is. A document describes a default of many parts in words. */
type Literal = string | number | boolean;

/** As much of a JSON Schema as is looked at here. */
interface KeySchema {
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, KeySchema>>;
  readonly additionalProperties?: KeySchema | boolean;
}

/** A document whose tables of keys say the defaults of shared/config/schema.ts, where these can be written down. */
export function withDefaults(markdown: string): string {
  const { stages, connections } = connectorConfigSchema.shape;
  const defaults = [stages, connections].flatMap((section) =>
    literalDefaults(z.toJSONSchema(section.valueType, { io: 'input' }) as KeySchema),
  );
  return defaults.reduce((document, [key, value]) => withDefault(document, key, value), markdown);
}

/** The keys whose default is a literal, by path. */
function literalDefaults({ properties = {} }: KeySchema, path = ''): [string, Literal][] {
  return Object.entries(properties).flatMap(([name, key]): [string, Literal][] =>
    isLiteral(key.default) ? [[`${path}${name}`, key.default]] : literalDefaults(key, `${path}${name}.`),
  );
}

function isLiteral(value: unknown): value is Literal {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** The row of a key in a table of keys: `| Key | Default | Effect |`. */
function withDefault(document: string, key: string, value: Literal): string {
  const cell = new RegExp(
    String.raw`(\n\| Key \| Default \|.*(?:\n\|.*)*?\n\| \`${key.replaceAll('.', '[.]')}\` \|)[^|]*(\|)`,
  );
  if (!cell.test(document)) throw new Error(`no table of keys has a row for ${key}`);
  return document.replace(cell, (_, before: string, after: string) => `${before} ${codeOf(value)} ${after}`);
}

/** As it is written in connector.config.ts. */
function codeOf(value: Literal): string {
  return typeof value === 'number'
    ? String(value)
    : `\`${typeof value === 'string' ? `'${value}'` : value}\``;
}
