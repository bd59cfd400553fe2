import { fileURLToPath } from 'node:url';
import { API, type Checker, type Type, type Symbol as TypeScriptSymbol } from 'typescript/unstable/sync';
import * as z from 'zod';
import { connectorConfigSchema } from '../../shared/config/schema.ts';

/** As much of a JSON Schema as is looked at here. */
interface Schema {
  type?: string;
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The JSON Schema of the configuration, for those who keep it as JSON: shape and limits from the checks of
 * shared/config/schema.ts, words from the doc comments of shared/config/define-config.ts.
 */
export function configSchemaText(): string {
  const schema = z.toJSONSchema(connectorConfigSchema, { target: 'draft-07', io: 'input' }) as Schema;
  withTypes((checker, type) => describe(schema, type, checker));
  // Names this schema to the editor; `configFromJson` takes it away.
  const self = { type: 'string', description: 'Path of this schema, for the editor.' };
  schema.properties = { $schema: self, ...schema.properties };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** Has the compiler read the type of the configuration. */
function withTypes(use: (checker: Checker, type: Type) => void): void {
  const file = `${ROOT}shared/config/define-config.ts`;
  // A project of one file: the whole of ours would take seconds to read.
  const readFile = (path: string) => (path === `${ROOT}tsconfig.json` ? projectOf(file) : undefined);
  const api = new API({ cwd: ROOT, fs: { readFile } });
  try {
    const snapshot = api.updateSnapshot({ openFiles: [file] });
    const project = snapshot.getDefaultProjectForFile(file);
    const source = project?.program.getSourceFile(file);
    const module = source && project?.checker.getSymbolAtLocation(source);
    const symbol =
      module && project?.checker.getExportsOfModule(module).find(({ name }) => name === 'ConnectorConfig');
    if (project === undefined || symbol === undefined) throw new Error(`${file} exports no ConnectorConfig`);
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

/** Gives every key of a schema the doc comment that the same key has in a type. */
function describe(schema: Schema, type: Type | undefined, checker: Checker): void {
  if (type === undefined) return;
  const alternatives = type.isUnionType() ? type.getTypes() : [type];
  for (const alternative of alternatives) {
    for (const branch of schema.anyOf ?? [schema]) describeKeys(branch, alternative, checker);
  }
}

function describeKeys({ properties = {}, additionalProperties }: Schema, type: Type, checker: Checker): void {
  if (typeof additionalProperties === 'object') {
    for (const { valueType } of checker.getIndexInfosOfType(type)) {
      describe(additionalProperties, valueType, checker);
    }
  }
  for (const [name, key] of Object.entries(properties)) {
    const property = checker.getPropertyOfType(type, name);
    if (property === undefined) continue;
    const words = wordsOf(property, checker);
    if (words !== '') key.description = words;
    describe(key, checker.getTypeOfSymbol(property), checker);
  }
}

function wordsOf(property: TypeScriptSymbol, checker: Checker): string {
  const words = checker.getDocumentationCommentOfSymbol(property).replace(LINE_BREAK, ' ');
  const tags = checker.getJsDocTagsOfSymbol(property).filter(({ name }) => name === 'default');
  const defaults = tags.map(({ text = '' }) => `Default: ${text.replace(LINE_BREAK, ' ')}`);
  return [words, ...defaults].filter((part) => part !== '').join('\n');
}

/** Where a comment was wrapped, neither a new paragraph nor an item of a list. */
const LINE_BREAK = /(?<!\n)\n(?!\n|- )/g;
