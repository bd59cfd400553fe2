import '../../shared/needed-node.mjs';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { synthesizeStage } from '../../infra/synthesize.ts';
import { defineConfig } from '../../shared/config/define-config.ts';
import { dashboardImage } from './dashboard-image.ts';
import { dashboardWidgets } from './dashboard-widgets.ts';
import { withGenerated } from './generated-text.ts';
import { monitoringTexts } from './monitoring-tables.ts';

const HELP = `Writes the generated parts about monitoring: the tables of metrics in
docs/architecture.md, and the layout of the dashboard, docs/images/dashboard.svg.

Usage: tsx tools/docs/monitoring.ts [--check]

  --check  write nothing, exit 1 if a file is stale
`;

const pathOf = (name: string) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));

/** With a backend and a copy, so that their rows appear. */
const CONFIG = defineConfig({
  stages: { docs: { dashboard: true } },
  connections: {
    cinema: {
      environments: { PRODUCTION: { region: 'eu' }, SANDBOX: { region: 'eu' } },
      relay: { url: 'https://backend.example.com/' },
      copies: ['arn:aws:sqs:eu-west-1:123456789012:webhooks'],
    },
  },
});

async function image(): Promise<string> {
  const outdir = mkdtempSync(join(tmpdir(), 'docs-'));
  try {
    const template = await synthesizeStage('docs', { outdir, bundle: false, config: CONFIG });
    return dashboardImage(dashboardWidgets(JSON.parse(readFileSync(template, 'utf8'))));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});

if (values.help) {
  process.stdout.write(HELP);
} else {
  const architecture = readFileSync(pathOf('architecture.md'), 'utf8');
  const wanted = {
    'architecture.md': withGenerated(architecture, monitoringTexts()),
    'images/dashboard.svg': await image(),
  };
  for (const [name, text] of Object.entries(wanted)) {
    if (!values.check) writeFileSync(pathOf(name), text);
    else if (readFileSync(pathOf(name), 'utf8') !== text) {
      console.error(`docs/${name} is stale: run tsx tools/docs/monitoring.ts`);
      process.exitCode = 1;
    }
  }
}
