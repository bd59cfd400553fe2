import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, Stack } from 'aws-cdk-lib';
import { PurchaselyCustomerio } from '../../infra/purchasely-customerio.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { readConfig } from '../../tools/cli/base/read-config.ts';
import { type Ended, install, pack, type UserFolder } from './installed.ts';

/** An app as `cdk init app --language typescript` makes it, in the words of the CLI that comes with this repository. */
const TEMPLATE = fileURLToPath(
  new URL('../../node_modules/aws-cdk/lib/init-templates/app/typescript/', import.meta.url),
);
/** What it made with TypeScript 5: CommonJS, `node10`, and the declarations of all packages are checked. */
const OLDER_TSCONFIG = JSON.stringify({
  compilerOptions: {
    target: 'ES2020',
    module: 'commonjs',
    lib: ['es2020', 'dom'],
    declaration: true,
    strict: true,
    noImplicitReturns: true,
    inlineSourceMap: true,
    inlineSources: true,
    experimentalDecorators: true,
    strictPropertyInitialization: false,
    typeRoots: ['./node_modules/@types'],
  },
  exclude: ['node_modules', 'cdk.out'],
});

const CONFIG = `import { defineConfig } from 'purchasely-customerio';

export default defineConfig({
  stages: { local: {}, prod: { dashboard: true }, trial: { alarms: false } },
  connections: {
    cinema: {
      environments: { PRODUCTION: { region: 'eu' }, SANDBOX: 'drop' },
      events: { TRIAL_STARTED: true },
      userProperties: { has_active_subscription: true },
    },
  },
});
`;

const STACK = `import * as cdk from 'aws-cdk-lib/core';
import { AccountRootPrincipal } from 'aws-cdk-lib/aws-iam';
import { PurchaselyCustomerio } from 'purchasely-customerio';
import config from '../connector.config';

const app = new cdk.App();
const stack = new cdk.Stack(app, 'Shop');
const { deadLetterQueue, alarms } = new PurchaselyCustomerio(stack, 'Subscriptions', { stage: 'prod', config });
new PurchaselyCustomerio(stack, 'Trial', { stage: 'trial', config });

deadLetterQueue.grantConsumeMessages(new AccountRootPrincipal());
for (const alarm of alarms) cdk.Tags.of(alarm).add('team', 'growth');
`;

const MODULES_APP = `import { App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { PurchaselyCustomerio, defineConfig } from 'purchasely-customerio';

const environments = { PRODUCTION: { region: 'us' }, SANDBOX: 'drop' } as const;
const config = defineConfig({ stages: { prod: {} }, connections: { cinema: { environments } } });
const app = new App({ outdir: 'modules.out' });
const connector = new PurchaselyCustomerio(new Stack(app, 'Shop'), 'Subscriptions', { stage: 'prod', config });
app.synth();
console.log(connector instanceof Construct);
`;

/** One key is wrong. */
const FAULTY_APP = `const { App, Stack } = require('aws-cdk-lib');
const { PurchaselyCustomerio } = require('purchasely-customerio');
const config = { stages: { prod: { retryHours: 2 } }, connections: {} };
new PurchaselyCustomerio(new Stack(new App(), 'Shop'), 'Subscriptions', { stage: 'prod', config });
`;

/** The least version that a range with a caret allows. */
const leastOf = (range: string) => range.replace(/^\^/, '');

let destination: string;
/** With the newest aws-cdk-lib that this repository has been checked with, and an app of today's `cdk init`. */
let newest: UserFolder;
let newestSynth: Ended;
/** With the oldest one that the package says it works with, and an app of that time. */
let oldest: UserFolder;
let oldestSynth: Ended;
beforeAll(async () => {
  destination = await mkdtemp(join(tmpdir(), 'package-'));
  const tarball = await pack(destination);
  const { 'aws-cdk-lib': cdk, constructs } = packageJson.peerDependencies;
  [newest, oldest] = await Promise.all([
    install(`aws-cdk-lib@${packageJson.devDependencies['aws-cdk-lib']}`, tarball),
    install(`aws-cdk-lib@${leastOf(cdk)}`, `constructs@${leastOf(constructs)}`, 'typescript@5.9.3', tarball),
  ]);
  const files = { 'connector.config.ts': CONFIG, 'bin/shop.ts': STACK };
  oldest.write({ ...files, 'tsconfig.json': OLDER_TSCONFIG });
  newest.write({
    ...files,
    'tsconfig.json': readFileSync(join(TEMPLATE, 'tsconfig.json'), 'utf8'),
    'modules/package.json': '{ "type": "module" }',
    'modules/app.ts': MODULES_APP,
    'bin/faulty.js': FAULTY_APP,
  });
  [newestSynth, oldestSynth] = await Promise.all([
    strictSynth(newest, 'tsc && tsx bin/shop.ts'),
    strictSynth(oldest, 'node node_modules/typescript/bin/tsc && node bin/shop.js'),
  ]);
});
afterAll(async () => {
  newest?.remove();
  oldest?.remove();
  await rm(destination, { recursive: true });
});

const strictSynth = (folder: UserFolder, app: string) =>
  folder.run('cdk', 'synth', '--strict', '--quiet', '--no-notices', '--app', app);

const runCommand = (folder: UserFolder, line: string) =>
  folder.run('npx', 'purchasely-customerio', ...line.split(' '));

const template = ({ path }: UserFolder) =>
  JSON.parse(readFileSync(join(path, 'cdk.out/Shop.template.json'), 'utf8'));

/** Where the code of each function is, by what it holds. */
const codeOf = ({ Resources }: { Resources: Record<string, { Type: string; Properties: never }> }) =>
  Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => Properties['Code']['S3Key']);

test('brings along one package beside its peers', () => {
  const packages = readdirSync(join(newest.path, 'node_modules')).filter((name) => /^[a-z]/.test(name));

  expect(packages).toEqual(['aws-cdk-lib', 'constructs', 'jiti', 'purchasely-customerio']);
});

test('names its own commands, and no script of this repository', () => {
  const dist = join(newest.path, 'node_modules/purchasely-customerio/dist');
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(js|md|ts)$/.test(name),
  );

  const strange = files.filter((name) =>
    /npm start|npm run (?:--silent|preview|diff|send|dlq|people|secrets|doctor)\b/.test(
      readFileSync(join(dist, name), 'utf8'),
    ),
  );

  expect(files).toEqual(
    expect.arrayContaining(['commands/main.js', 'docs/runbook.md', 'library/infra/library.d.ts']),
  );
  expect(strange).toEqual([]);
});

describe('an app of today, as cdk init makes it', () => {
  test('type-checks and synthesizes two connectors, strictly', () => {
    expect(newestSynth).toMatchObject({ code: 0 });
    expect(Object.keys(template(newest).Outputs)).toEqual(
      expect.arrayContaining(['SubscriptionsWebhookUrlCinema', 'TrialWebhookUrlCinema']),
    );
  });

  test('gets the very functions that this repository bundles from their sources', async () => {
    const app = new App({ outdir: join(destination, 'cdk.out') });
    const stack = new Stack(app, 'Shop');
    const config = await readConfig(join(newest.path, 'connector.config.ts'));
    new PurchaselyCustomerio(stack, 'Subscriptions', { stage: 'prod', config });

    expect(codeOf(template(newest))).toEqual(
      expect.arrayContaining(codeOf(app.synth().getStackByName('Shop').template)),
    );
  });

  test('has one of its stages run on this machine', async () => {
    const { code, out } = await runCommand(
      newest,
      'start --once --json --stage prod --template cdk.out/Shop.template.json',
    );

    expect(JSON.parse(out)).toMatchObject({ accepted: 30, rejected: 0, unaccounted: 0 });
    expect(code).toBe(0);
  });
});

test('an app of ES modules gets the same classes as its other packages', async () => {
  const { out } = await newest.run('node', 'modules/app.ts');

  expect(out).toBe('true\n');
});

test('a fault of the configuration names its key, and where the app creates the connector', async () => {
  const { code, err } = await newest.run('node', 'bin/faulty.js');

  expect(code).toBe(1);
  expect(err).toContain('stages.prod.retryHours: not a key that exists here; did you mean retryForHours?');
  expect(/^ +at .*$/m.exec(err)?.[0]).toContain(join('bin', 'faulty.js:4'));
});

test('the commands say how they are called, and keep to the configuration of their folder', async () => {
  const samples = 'node_modules/purchasely-customerio/dist/tools/local/samples';
  const help = await runCommand(newest, 'dlq --help');
  const preview = await runCommand(newest, `preview ${samples}/trial-started.json`);

  expect(help.out).toContain('Usage: npx purchasely-customerio dlq <command> [options]');
  expect(preview).toMatchObject({ code: 0, err: '' });
  expect(preview.out).toContain('event TRIAL_STARTED');
});

test('diff compares with the configuration of a commit', async () => {
  const git = (...args: readonly string[]) =>
    newest.run('git', '-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args);
  await git('init', '--quiet');
  await git('add', 'connector.config.ts');
  await git('commit', '--quiet', '--message', 'Begin');
  newest.write({ 'connector.config.ts': CONFIG.replace('TRIAL_STARTED: true', 'TRIAL_STARTED: false') });

  const { code, out } = await runCommand(newest, 'diff --from HEAD');

  expect(code).toBe(1);
  expect(out).toMatch(/event \| removed \| `TRIAL_STARTED`/);
});

describe('an app of the oldest aws-cdk-lib, as cdk init made it', () => {
  test('type-checks with TypeScript 5 and synthesizes two connectors, strictly', () => {
    expect(oldestSynth).toMatchObject({ code: 0 });
    expect(codeOf(template(oldest))).toEqual(codeOf(template(newest)));
  });

  test('has the stage `local` of its configuration run on this machine', async () => {
    const { code, out } = await runCommand(oldest, 'start --once --json');

    expect(JSON.parse(out)).toMatchObject({ accepted: 30, rejected: 0, unaccounted: 0 });
    expect(code).toBe(0);
    expect(existsSync(join(oldest.path, '.local'))).toBe(true);
  });
});
