import { fileURLToPath } from 'node:url';
import { API, type Checker, type Type, type Symbol as TypeScriptSymbol } from 'typescript/unstable/sync';
import * as z from 'zod';
import { connectorConfigSchema } from '../../shared/config/schema.ts';

/** The parts of a JSON Schema that are used here. */
interface Schema {
  type?: string;
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  allOf?: Schema[];
  $ref?: string;
  default?: unknown;
  definitions?: Record<string, Schema>;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Returns the JSON Schema of the configuration: shape and limits from the checks of shared/config/schema.ts,
 * descriptions from the doc comments of shared/config/define-config.ts.
 */
export function configSchemaText(): string {
  const schema = z.toJSONSchema(connectorConfigSchema, { target: 'draft-07', io: 'input' }) as Schema;
  withTypes((checker, type) => describe(schema, type, { checker, definitions: schema.definitions ?? {} }));
  // Names this schema for the editor. `configFromJson` removes it.
  const self = { type: 'string', description: 'Path of this schema, for the editor.' };
  schema.properties = { $schema: self, ...schema.properties };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** Reads the type of the configuration with the compiler. */
function withTypes(use: (checker: Checker, type: Type) => void): void {
  const file = `${ROOT}shared/config/define-config.ts`;
  // A project of one file, because reading the whole project would take seconds.
  const readFile = (path: string) => (path === `${ROOT}tsconfig.json` ? projectOf(file) : undefined);
  const api = new API({ cwd: ROOT, fs: { readFile } });
  try {
    const snapshot = api.updateSnapshot({ openFiles: [file] });
    const project = snapshot.getDefaultProjectForFile(file);
    const source = project?.program.getSourceFile(file);
    const module = source && project?.checker.getSymbolAtLocation(source);
    const symbol =
      module && project?.checker.getExportsOfModule(module).find(({ name }) => name === 'ConnectorConfig');
    if (project === undefined || symbol === undefined)
      throw new Error(`${file} does not export ConnectorConfig`);
    use(project.checker, project.checker.getDeclaredTypeOfSymbol(symbol));
  } finally {
    api.close();
  }
}

function projectOf(file: string): string {
  const compilerOptions = {
    strict: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    allowImportingTsExtensions: true,
    noEmit: true,
    types: [],
  };
  return JSON.stringify({ compilerOptions, files: [file] });
}

interface Sources {
  readonly checker: Checker;
  readonly definitions: Readonly<Record<string, Schema>>;
}

/** Gives every key of a schema the doc comment of the same key in a type. */
function describe(schema: Schema, type: Type | undefined, sources: Sources): void {
  if (type === undefined) return;
  const alternatives = type.isUnionType() ? type.getTypes() : [type];
  const { anyOf, ...rest } = resolved(schema, sources);
  for (const alternative of alternatives) {
    for (const branch of anyOf ?? [rest]) describeKeys(branch, alternative, sources);
  }
}

function describeKeys({ properties = {}, additionalProperties }: Schema, type: Type, sources: Sources): void {
  const { checker } = sources;
  if (typeof additionalProperties === 'object') {
    for (const { valueType } of checker.getIndexInfosOfType(type)) {
      describe(additionalProperties, valueType, sources);
    }
  }
  for (const [name, key] of Object.entries(properties)) {
    const property = checker.getPropertyOfType(type, name);
    if (property === undefined) continue;
    const words = wordsOf(property, checker);
    if (words !== '') say(key, words);
    // An empty default only means that the key is optional.
    if (typeof key.default === 'object') delete key.default;
    describe(key, checker.getTypeOfSymbol(property), sources);
  }
}

/**
 * Adds a description. In this version of JSON Schema, keys beside a `$ref` are ignored, so the `$ref` moves into
 * `allOf`.
 */
function say(key: Schema, words: string): void {
  if (key.$ref !== undefined) {
    key.allOf = [{ $ref: key.$ref }];
    delete key.$ref;
  }
  key.description = words;
}

function resolved(schema: Schema, { definitions }: Sources): Schema {
  const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return (reference && definitions[reference.replace('#/definitions/', '')]) || schema;
}

function wordsOf(property: TypeScriptSymbol, checker: Checker): string {
  const words = checker.getDocumentationCommentOfSymbol(property).replace(LINE_BREAK, ' ');
  const tags = checker.getJsDocTagsOfSymbol(property).filter(({ name }) => name === 'default');
  const defaults = tags.map(({ text = '' }) => `Default: ${text.replace(LINE_BREAK, ' ')}`);
  return [words, ...defaults].filter((part) => part !== '').join('\n');
}

/** A wrapped line of a comment: neither a new paragraph nor an item of a list. */
const LINE_BREAK = /(?<!\n)\n(?!\n|- )/g;
