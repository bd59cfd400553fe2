import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addChecks } from '../../infra/checks.ts';
import { createConnectorApp } from '../../infra/synthesize.ts';
import { stageSchema } from '../../shared/config/stage-schema.ts';
import { SETTINGS } from '../../tools/docs/every-setting.ts';
import { configOf, relaying } from './config-of.ts';

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterEach(() => {
  rmSync(outdir, { recursive: true });
});

test('a stage with each setting alone, and one with all of them, pass every check', () => {
  // What a region has once has another name in the stage with all.
  const domain = { ...SETTINGS.domain.domain, name: 'all.example.com' };
  const all = Object.assign({}, ...Object.values(SETTINGS), { stackName: 'all', namePrefix: 'all', domain });
  const alone = Object.entries(SETTINGS).map(([key, stage]) => [
    key.toLowerCase(),
    { alarms: false, ...stage },
  ]);
  const config = { ...configOf({ cinema: relaying }), stages: { all, ...Object.fromEntries(alone) } };

  const context = { 'aws:cdk:bundling-stacks': [] };

  createConnectorApp(config, { outdir, context, prepare: addChecks }).synth();

  expect(JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')).pluginReports).toEqual([]);
});

test('no setting is left out', () => {
  const always = Object.entries(stageSchema.shape).flatMap(([key, schema]) =>
    schema.safeParse(undefined).data === undefined ? [] : [key],
  );

  expect([...new Set([...always, ...Object.keys(SETTINGS)])].sort()).toEqual(
    Object.keys(stageSchema.shape).sort(),
  );
});
