import '../../shared/needed-node.mjs';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { catalogueTexts } from './catalogue-tables.ts';
import { withDefaults } from './default-column.ts';
import { withGenerated } from './generated-text.ts';

const HELP = `Writes the generated parts of docs/mapping.md: the lists of events and properties from their catalogues, the column of
defaults from the checks of the configuration.

Usage: tsx tools/docs/mapping-tables.ts [--check]

  --check  write nothing; exit 1 if it is stale
`;

const DOCUMENT = fileURLToPath(new URL('../../docs/mapping.md', import.meta.url));

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
const before = readFileSync(DOCUMENT, 'utf8');
const after = withDefaults(withGenerated(before, catalogueTexts()));

if (values.help) {
  process.stdout.write(HELP);
} else if (!values.check) {
  writeFileSync(DOCUMENT, after);
} else if (after !== before) {
  console.error('docs/mapping.md is stale: run tsx tools/docs/mapping-tables.ts');
  process.exitCode = 1;
}
