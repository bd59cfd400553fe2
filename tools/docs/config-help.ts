import '../../shared/needed-node.mjs';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cataloguedKeysModule } from './catalogued-keys.ts';
import { configSchemaText } from './config-schema.ts';

const HELP = `Writes the help that an editor shows for the configuration:
shared/config/catalogued-keys.ts, with the meanings of events and properties, and
docs/connector.schema.json, for a configuration as JSON.

Usage: tsx tools/docs/config-help.ts [--check]

  --check  write nothing, exit 1 if a file is stale
`;

/** In this order, because the schema takes its descriptions from the types. */
const GENERATED: Readonly<Record<string, () => string>> = {
  'shared/config/catalogued-keys.ts': cataloguedKeysModule,
  'docs/connector.schema.json': configSchemaText,
};

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
if (values.help) process.stdout.write(HELP);
else for (const [path, generate] of Object.entries(GENERATED)) refresh(path, generate());

function refresh(path: string, text: string): void {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  if (!values.check) {
    writeFileSync(file, text);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${path} is stale: run tsx tools/docs/config-help.ts`);
    process.exitCode = 1;
  }
}
