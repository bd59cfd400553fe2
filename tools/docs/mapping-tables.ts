import '../../shared/needed-node.mjs';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { catalogueTexts, exampleTexts } from './catalogue-tables.ts';
import { withDefaults } from './default-column.ts';
import { withGenerated } from './generated-text.ts';

const HELP = `Writes the generated parts of docs/mapping.md, its example and the column of
defaults, and of shared/purchasely/README.md, the lists of events and properties.

Usage: tsx tools/docs/mapping-tables.ts [--check]

  --check  write nothing, exit 1 if a file is stale
`;

const GENERATED: Readonly<Record<string, (before: string) => string>> = {
  'docs/mapping.md': (before) => withDefaults(withGenerated(before, exampleTexts())),
  'shared/purchasely/README.md': (before) => withGenerated(before, catalogueTexts()),
};

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
if (values.help) process.stdout.write(HELP);
else for (const [path, generate] of Object.entries(GENERATED)) refresh(path, generate);

function refresh(path: string, generate: (before: string) => string): void {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  const before = readFileSync(file, 'utf8');
  const after = generate(before);
  if (!values.check) {
    writeFileSync(file, after);
  } else if (after !== before) {
    console.error(`${path} is stale: run tsx tools/docs/mapping-tables.ts`);
    process.exitCode = 1;
  }
}
