import '../../shared/needed-node.mjs';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DefaultStackSynthesizer } from 'aws-cdk-lib';
import { synthesizeStage } from '../../infra/synthesize.ts';
import { deployPolicies, type Template } from './deploy-policies.ts';
import { EVERY_SETTING } from './every-setting.ts';

const HELP = `Writes the IAM policies of a deployment into docs/policies: of CloudFormation
(execution), of a deployment (deploy), of the comparison of a pull request with
the deployed stage (review), and of the check of a stage (doctor). Derives the
first from the template of a stage with every setting, and from the bootstrap
qualifier in cdk.json.

Usage: tsx tools/docs/policies.ts [--check]

  --check  write nothing, exit 1 if a file is stale
`;

const pathOf = (name: string) => fileURLToPath(new URL(`../../docs/policies/${name}.json`, import.meta.url));

async function template(stage: string): Promise<Template> {
  const outdir = mkdtempSync(join(tmpdir(), 'policies-'));
  try {
    const path = await synthesizeStage(stage, { outdir, bundle: false, config: EVERY_SETTING });
    return JSON.parse(readFileSync(path, 'utf8'));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function qualifier(): string {
  const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
  return context['@aws-cdk/core:bootstrapQualifier'] ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER;
}

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});

if (values.help) {
  process.stdout.write(HELP);
} else {
  const policies = deployPolicies([await template('every-setting')], qualifier());
  for (const [name, policy] of Object.entries(policies)) {
    const text = `${JSON.stringify(policy, null, 2)}\n`;
    if (!values.check) writeFileSync(pathOf(name), text);
    else if (readFileSync(pathOf(name), 'utf8') !== text) {
      console.error(`docs/policies/${name}.json is stale: run tsx tools/docs/policies.ts`);
      process.exitCode = 1;
    }
  }
}
