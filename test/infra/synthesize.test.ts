import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { addChecks } from '../../infra/checks.ts';
import { createConnectorApp, synthesizeStage } from '../../infra/synthesize.ts';
import type { ConnectorConfig } from '../../shared/config/define-config.ts';
import { configOf, connection } from './config-of.ts';

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'synthesize-'));
});
afterEach(() => {
  rmSync(outdir, { recursive: true });
});

const WITHOUT_BUNDLES = { 'aws:cdk:bundling-stacks': [] };

test('there is a stack for every stage but the local one', () => {
  const config = { ...configOf(), stages: { local: {}, staging: {}, prod: {} } };

  const app = createConnectorApp(config, { outdir, context: WITHOUT_BUNDLES });

  expect(app.node.children.filter(Stack.isStack).map(({ stackName }) => stackName)).toEqual([
    'PurchaselyCustomerio-staging',
    'PurchaselyCustomerio-prod',
  ]);
});

test.each(['prod', 'local'])('context chooses one stage, such as %s', (stage) => {
  const config = { ...configOf(), stages: { local: {}, staging: {}, prod: {} } };

  const app = createConnectorApp(config, { outdir, context: { ...WITHOUT_BUNDLES, stage } });

  expect(app.node.children.filter(Stack.isStack).map(({ stackName }) => stackName)).toEqual([
    `PurchaselyCustomerio-${stage}`,
  ]);
});

test('a stage is bound to the account and the region it names', () => {
  const stage = { account: '123456789012', region: 'eu-west-1' };

  const app = createConnectorApp(configOf({ cinema: connection }, stage), {
    outdir,
    context: WITHOUT_BUNDLES,
  });

  expect(app.node.children.filter(Stack.isStack).map(({ environment }) => environment)).toEqual([
    'aws://123456789012/eu-west-1',
  ]);
});

test('synthesizing a stage yields the path of its template, and leaves the bundles out when told to', async () => {
  const path = await synthesizeStage('test', { outdir, bundle: false, config: configOf() });

  expect(path).toBe(join(outdir, 'PurchaselyCustomerio-test.template.json'));
  expect(readdirSync(outdir).filter((name) => name.startsWith('asset.'))).toEqual([]);
});

/** The folder of each function's code, as the template of stage `test` tells it. */
async function foldersOf(config: ConnectorConfig): Promise<Record<string, string>> {
  const template = JSON.parse(readFileSync(await synthesizeStage('test', { outdir, config }), 'utf8'));
  return Object.fromEntries(
    Object.values<{ Type: string; Metadata: Record<string, string>; Properties: Record<string, never> }>(
      template.Resources,
    )
      .filter(({ Type }) => Type === 'AWS::Lambda::Function')
      .map(({ Metadata, Properties }) => [
        Properties['Environment']?.['Variables']['POWERTOOLS_SERVICE_NAME'],
        Metadata['aws:asset:path'],
      ]),
  );
}

test('the template names the folder of each function, which holds its bundle and its part of the configuration', async () => {
  const folders = await foldersOf(configOf());

  const configs = Object.entries(folders).map(([name, folder]) => {
    expect(readdirSync(join(outdir, folder)).sort()).toEqual(['config.json', 'index.mjs']);
    return [name, Object.keys(JSON.parse(readFileSync(join(outdir, folder, 'config.json'), 'utf8')))];
  });
  expect(Object.fromEntries(configs)).toEqual({
    receive: ['stage', 'connections'],
    deliver: ['stage', 'mappingVersion', 'delivery', 'people', 'connections'],
  });
});

test('an edit of the mapping changes the code of deliver and leaves that of receive alone', async () => {
  const before = await foldersOf(configOf());
  const after = await foldersOf(configOf({ cinema: { ...connection, events: { unlisted: true } } }));

  expect(after['receive']).toBe(before['receive']);
  expect(after['deliver']).not.toBe(before['deliver']);
});

const named = { region: 'us', secretName: 'existing/customerio' } as const;

test.each<{ what: string; config: ConnectorConfig }>([
  { what: 'secrets that the stack creates', config: configOf() },
  {
    what: 'secrets that exist',
    config: configOf({
      cinema: {
        purchasely: { secretName: 'existing/purchasely' },
        environments: { PRODUCTION: named, SANDBOX: named },
      },
    }),
  },
  {
    what: 'nothing to deliver',
    config: configOf({ cinema: { environments: { PRODUCTION: 'drop', SANDBOX: 'drop' } } }),
  },
  {
    what: 'an account, a region and every setting at its limit',
    config: configOf(
      { cinema: connection, 'music-box': connection },
      {
        account: '123456789012',
        region: 'eu-west-1',
        retryForHours: 72,
        maximumConcurrency: 1000,
        logRetentionDays: 365,
        tracing: true,
        dashboard: true,
        alarms: { topicArn: 'arn:aws:sns:eu-west-1:210987654321:on-call', noTrafficHours: 168 },
      },
    ),
  },
])('a stack with $what passes every check', async ({ config }) => {
  await synthesizeStage('test', { outdir, bundle: false, config, prepare: addChecks });

  expect(JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')).pluginReports).toEqual([]);
});

test.each<{ what: string; damage: (stack: Stack) => void; finding: string }>([
  {
    what: 'a queue that takes requests without TLS',
    damage: (stack) => new Queue(stack, 'Open'),
    finding: 'AwsSolutions-SQS4',
  },
  {
    what: 'a role that may do something to everything',
    damage: (stack) =>
      new Role(stack, 'Mighty', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }).addToPolicy(
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: ['*'] }),
      ),
    finding: 'AwsSolutions-IAM5[Resource::*]',
  },
  {
    what: 'a queue that shows messages again while deliver still works on them',
    damage: (stack) => {
      for (const resource of stack.node.findAll()) {
        if (resource instanceof CfnQueue && resource.redrivePolicy) resource.visibilityTimeout = 29;
      }
    },
    finding: 'Queue visibility timeout (29) is less than Function timeout (30)',
  },
])('synthesis fails on $what', ({ damage, finding }) => {
  const app = createConnectorApp(configOf(), { outdir, context: WITHOUT_BUNDLES, prepare: addChecks });
  for (const stack of app.node.children.filter(Stack.isStack)) damage(stack);

  expect(() => app.synth()).toThrow(finding);
});

test.each<{ what: string; config: unknown; message: string }>([
  {
    what: 'a stage that does not exist',
    config: { ...configOf(), stages: { prod: {} } },
    message: 'connector.config.ts has a fault:\n  stages.test: no such stage; there are prod',
  },
  {
    what: 'a key that does not exist',
    config: configOf({ cinema: connection }, { retryHours: 2 } as object),
    message: 'stages.test.retryHours: not a key that exists here; did you mean retryForHours?',
  },
])('a configuration with $what is refused', async ({ config, message }) => {
  await expect(synthesizeStage('test', { outdir, config: config as ConnectorConfig })).rejects.toThrow(
    message,
  );
});

test.each([
  { what: 'is empty', stages: {}, message: 'stages: expected at least one stage' },
  { what: 'is missing', stages: undefined, message: 'stages: missing; expected an object' },
])('a configuration whose list of stages $what is refused', ({ stages, message }) => {
  const config = { ...configOf(), stages } as unknown as ConnectorConfig;

  expect(() => createConnectorApp(config, { outdir })).toThrow(message);
});

test('on the command line, a fault is told without a stack trace, and ends with 1', () => {
  const env = {
    ...process.env,
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ stage: 'nowhere' }),
  };

  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'infra/app.ts'], {
    env,
    encoding: 'utf8',
  });

  expect(stderr.trimEnd().split('\n')).toEqual([
    'connector.config.ts has a fault:',
    expect.stringMatching(/^ {2}stages\.nowhere: no such stage; there are /),
  ]);
  expect(status).toBe(1);
});
