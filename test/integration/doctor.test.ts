import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { resolveConfig } from '../../shared/config/resolve.ts';
import type { Check } from '../../tools/cli/base/checks.ts';
import connectorConfig from '../support/cinema.config.ts';
import { type CliUnderTest, cliOf, plant, type RunOptions } from '../support/cli.ts';
import { configWith } from '../support/config-with.ts';
import { type DeployedStage, deployStage } from '../support/deployed-stage.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';

let stack: RunningStack;
let cli: CliUnderTest;
beforeEach(async () => {
  stack = await startStack();
  cli = cliOf(stack);
});
afterEach(async () => {
  await stack.stop();
  cli.stop();
});

async function doctor(flags = '', options: RunOptions = {}) {
  const { code, out } = await cli.run(`doctor --json${flags}`, options);
  const checks: Check[] = out.length === 0 ? [] : JSON.parse(out[0] ?? '').checks;
  return {
    code,
    checks,
    findings: checks.filter(({ state }) => state === 'finding').map(({ subject }) => subject),
    of: (subject: string) => checks.find((check) => check.subject === subject),
  };
}

describe('on a stage that runs', () => {
  test('finds nothing wrong, and says what does not apply', async () => {
    const { code, out } = await cli.run('doctor');

    expect(code).toBe(0);
    const rows = out.filter((line) => !line.startsWith(' '));
    expect(rows.map((line) => line.split(/ {2,}/)[1])).toEqual([
      'alarms',
      'webhook URL cinema',
      'configuration',
      'secret cinema/purchasely',
      'secret cinema/customerio-production',
      'secret cinema/customerio-sandbox',
      'events queue',
      'dead-letter queue',
      'redrive policy',
      'event source',
      'function receive',
      'function deliver',
      'role of receive',
      'role of deliver',
      'people table',
      undefined,
      undefined,
    ]);
    expect(out).toContainEqual(expect.stringMatching(/^– +event source +npm start polls the queue itself$/));
    expect(out.at(-1)).toBe('Stage local: no findings.');
  });

  test('finds dead letters, and tells the way to them', async () => {
    const attributes = { connection: 'cinema', received_at: '0', request_id: 'r', reason: 'no-identity' };
    await plant(stack, [{ webhook: sample('trial-started'), attributes }]);

    const { code, of, findings } = await doctor();

    expect({ code, findings }).toEqual({ code: 1, findings: ['dead-letter queue'] });
    expect(of('dead-letter queue')).toMatchObject({
      what: expect.stringMatching(/^1 dead letter, the oldest for/),
      fix: 'npm run dlq -- status --stage local',
    });
  });

  test('finds that another configuration runs than the one in front of it', async () => {
    const { code, of, findings } = await doctor('', { config: configWith({ events: { unlisted: true } }) });

    expect({ code, findings }).toEqual({ code: 1, findings: ['configuration'] });
    expect(of('configuration')).toMatchObject({
      what: expect.stringContaining(resolveConfig(connectorConfig, 'local').mappingVersion),
      fix: expect.stringContaining('Stop npm start and start it again.'),
    });
  });

  test('finds what is wrong with a secret, and prints none of it', async () => {
    stack.secrets.put('purchasely-customerio/local/cinema/purchasely', '{"shared":"hunter2"}');

    const { code, out } = await cli.run('doctor');

    expect(code).toBe(1);
    expect(out).toContain('    fix: npm run secrets -- set cinema/purchasely --stage local');
    expect(out.join('\n')).not.toContain('hunter2');
  });

  test('looks at all the rest when a queue is gone', async () => {
    stack.deleteQueue('dead-letters');

    const { code, checks, findings } = await doctor();

    expect(code).toBe(1);
    expect(checks).toHaveLength(15);
    expect(findings).toEqual(['dead-letter queue', 'redrive policy']);
  });
});

describe('--send-test', () => {
  test('has a forged webhook refused and a signed one accepted, and says what Customer.io will show', async () => {
    const { code, out, err } = await cli.run('doctor --send-test');
    await stack.drain();

    expect(code).toBe(0);
    expect(out.filter((line) => line.includes('test webhook')).map((line) => line.split(/ {2,}/)[2])).toEqual(
      ['refused with 401', 'accepted with 200'],
    );
    expect(err[0]).toContain('customerio-sandbox, connector-test gets last_event');
    expect(stack.sandbox.people()).toMatchObject([
      { identifiers: { id: 'connector-test' }, attributes: { last_event: 'CONNECTOR_TEST' } },
    ]);
    expect([stack.production.people(), stack.sandbox.events(), stack.messages('dead-letters')]).toEqual([
      [],
      [],
      [],
    ]);
    expect(err.filter((line) => line.includes('"command":"doctor --send-test"'))).toHaveLength(2);
    expect([...out, ...err].join('\n')).not.toContain('local-shared-secret');
  });

  test('finds that receive cannot read the secret', async () => {
    stack.secrets.put('purchasely-customerio/local/cinema/purchasely', '{}');

    const { code, of } = await doctor(' --send-test');

    expect(code).toBe(1);
    expect(of('test webhook cinema, signed')).toMatchObject({ what: 'there is no secret to sign it with' });
    expect(of('test webhook cinema, forged')).toMatchObject({ what: 'answered 503 instead of 401' });
  });
});

describe('--send-test --through a backend that forwards', () => {
  const RECIPE = fileURLToPath(new URL('../../infra/recipes/forward.mjs', import.meta.url));
  let backend: ChildProcess;
  let url: string;
  async function startBackend(connectorUrl: string): Promise<void> {
    backend = spawn(process.execPath, [RECIPE], {
      env: { CONNECTOR_URL: connectorUrl, SHARED_SECRET: stack.sharedSecrets['cinema'], PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (backend.stdout === null) throw new Error('no output');
    const [line] = await once(backend.stdout, 'data');
    url = `http://127.0.0.1:${String(line).match(/\d+/)?.[0]}/`;
  }
  afterEach(() => {
    backend.kill();
  });

  test('finds that the chain works', async () => {
    await startBackend(`${stack.url}/webhooks/cinema`);
    stack.eventSource.start();

    const { code, of } = await doctor(` --send-test --through ${url}`);

    expect(code).toBe(0);
    const [, host = ''] = url.split('//');
    expect(of(`test webhook cinema, through ${host.slice(0, -1)}`)).toMatchObject({
      what: 'answered 200, and arrived here',
    });
  });

  test('finds that the backend does not get it there', async () => {
    await startBackend(`${stack.url}/webhooks/theatre`);

    const { findings, code } = await doctor(` --send-test --through cinema=${url}`);

    expect({ code, findings }).toEqual({ code: 1, findings: [expect.stringMatching(/, through 127/)] });
  });

  test.each(['theatre=https://api.example.com/', 'cinema=backend', ''])('refuses "%s"', async (value) => {
    const { code, err } = await cli.run(`doctor --send-test --through=${value}`);

    expect([code, err.join()]).toEqual([
      2,
      expect.stringContaining('--through: expected <connection>=<url>'),
    ]);
  });
});

describe('on a deployed stage', () => {
  // Nothing of a test may reach Customer.io.
  const config = configWith({ environments: { PRODUCTION: 'drop', SANDBOX: 'drop' } });
  const { mappingVersion } = resolveConfig(config, 'prod');

  let deployed: DeployedStage;
  beforeEach(async () => {
    deployed = await deployStage(stack);
    Object.assign(deployed.outputs, {
      WebhookUrlCinema: `${stack.url}/webhooks/cinema`,
      MappingVersion: mappingVersion,
    });
    const secret = JSON.stringify({ sharedSecret: stack.sharedSecrets['cinema'] });
    stack.secrets.put('purchasely-customerio/prod/cinema/purchasely', secret);
  });
  afterEach(() => deployed.remove());

  test('tells which alarms are on, and which connection fails beside one that does well', async () => {
    deployed.alarms = ['PurchaselyCustomerio-prod-webhooks-unauthorized-cinema'];
    deployed.counted = [
      { Id: 'by0', Label: 'WebhooksAccepted\npress', Values: [60, 40] },
      { Id: 'by0', Label: 'WebhooksUnauthorized\ncinema', Values: [10] },
      { Id: 'requests', Label: 'requests', Values: [80, 70] },
      { Id: 'received', Label: 'received', Values: [110] },
    ];

    const { findings, of } = await doctor(' --stage prod', { config });

    expect(findings).toEqual(['alarms', 'webhook API', 'webhooks cinema']);
    expect(of('alarms')?.what).toBe('webhooks-unauthorized-cinema in alarm');
    expect(of('webhooks cinema')).toMatchObject({
      what: '0 accepted, 10 without a valid signature in the last hour',
      fix: 'docs/runbook.md#webhooks-unauthorized',
    });
  });

  test('looks at a connector in a stack of its application, and says how that is deployed', async () => {
    deployed.exported = { SubscriptionsEventsQueueUrl: 'purchasely-customerio:prod:EventsQueueUrl' };
    deployed.outputs = Object.fromEntries(
      Object.entries({ ...deployed.outputs, Name: 'Shop-Subscriptions', MappingVersion: 'another' }).map(
        ([name, value]) => [`Subscriptions${name}`, value],
      ),
    );
    deployed.alarms = ['Shop-Subscriptions-webhooks-slow'];

    const { findings, of } = await doctor(' --stage prod --stack Shop', { config });

    expect(findings).toEqual(['alarms', 'configuration']);
    expect(of('alarms')?.what).toBe('webhooks-slow in alarm');
    expect(of('configuration')).toMatchObject({
      fix: expect.stringMatching(/^Deploy the stack Shop with this configuration, /),
    });
  });

  test('knows the stack of a deployed stage only', async () => {
    const { code, err } = await cli.run('doctor --stack Shop');

    expect({ code, err }).toEqual({ code: 2, err: ['--stack needs --stage, the stage in that stack.'] });
  });

  test('counts the requests of the API that a domain hides', async () => {
    deployed.outputs['ApiId'] = 'a1b2c3d4e5';

    await doctor(' --stage prod', { config });

    expect(deployed.askedForMetrics.join()).toContain('a1b2c3d4e5');
  });

  test('finds nothing wrong', async () => {
    const { code, checks } = await doctor(' --stage prod', { config });

    expect(code).toBe(0);
    expect(checks.map(({ subject, what }) => `${subject}: ${what}`)).toEqual([
      'alarms: none is on; without alarms.topicArn of the stage, they notify no one',
      'webhook API: 0 requests, 0 of them refused by API Gateway in the last hour',
      'webhooks cinema: 0 accepted, 0 without a valid signature in the last hour',
      `webhook URL cinema: ${stack.url}/webhooks/cinema`,
      `configuration: connections as in this checkout, mapping ${mappingVersion}`,
      'secret cinema/purchasely: filled',
      'events queue: empty',
      'dead-letter queue: empty',
      expect.stringMatching(/^redrive policy: after \d+ receives to the dead-letter queue$/),
      'event source: enabled',
      'function receive: logs what alarms need',
      'function deliver: logs what alarms need',
      'role of receive: its policies allow its actions',
      'role of deliver: its policies allow its actions',
      'people table: active, recoverable, protected from deletion',
    ]);
  });

  test('finds what is missing or switched off', async () => {
    deployed.outputs = {
      EventsQueueUrl: stack.eventsQueueUrl,
      DeadLetterQueueUrl: stack.deadLetterQueueUrl,
      PeopleTable: stack.peopleTable,
    };
    deployed.eventSources = [{ UUID: 'mapping-1', State: 'Disabled' }];

    const { code, findings, of } = await doctor(' --stage prod', { config });

    expect(code).toBe(1);
    expect(findings).toEqual([
      'webhook URL cinema',
      'configuration',
      'event source',
      'function receive',
      'function deliver',
    ]);
    expect(of('event source')).toMatchObject({
      fix: 'aws lambda update-event-source-mapping --enabled --uuid mapping-1 --region eu-west-1',
    });
  });

  describe('the roles of the functions', () => {
    const roles = ({ checks }: { checks: readonly Check[] }) =>
      Object.fromEntries(
        checks
          .filter(({ subject }) => subject.startsWith('role of '))
          .map(({ subject, state, what }) => [subject, `${state}: ${what}`]),
      );

    test('are a finding with each action that IAM does not allow, on what', async () => {
      const { Attributes = {} } = await stack.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: stack.eventsQueueUrl, AttributeNames: ['QueueArn'] }),
      );
      const queueArn = Attributes.QueueArn;
      deployed.denied.add(`sqs:SendMessage on ${queueArn}`).add(`sqs:DeleteMessage on ${queueArn}`);

      const ended = await doctor(' --stage prod', { config });

      expect(roles(ended)).toEqual({
        'role of receive': `finding: its policies do not allow sqs:SendMessage on ${queueArn}`,
        'role of deliver': `finding: its policies do not allow sqs:DeleteMessage on ${queueArn}`,
      });
      expect(ended.of('role of deliver')).toMatchObject({
        fix: expect.stringContaining('permissions boundary'),
      });
      expect(ended.code).toBe(1);
    });

    test('are three with a dashboard that replays dead letters', async () => {
      const withDashboard = { ...config, stages: { prod: { dashboard: true } } };
      deployed.outputs['DeadLetterWidgetFunction'] = 'widget';
      const { Attributes = {} } = await stack.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: stack.deadLetterQueueUrl, AttributeNames: ['QueueArn'] }),
      );
      deployed.denied.add(`sqs:DeleteMessage on ${Attributes.QueueArn}`);

      const ended = await doctor(' --stage prod', { config: withDashboard });

      expect(roles(ended)).toMatchObject({
        'role of receive': 'ok: its policies allow its actions',
        'role of dead-letter-widget': `finding: its policies do not allow sqs:DeleteMessage on ${Attributes.QueueArn}`,
      });
    });

    test('are a finding without the customer managed key of a secret', async () => {
      const keyId = '11111111-2222-3333-4444-555555555555';
      const Name = 'encrypted/purchasely';
      const named = configWith({
        purchasely: { secretName: Name },
        environments: { PRODUCTION: 'drop', SANDBOX: 'drop' },
      });
      const secrets = new SecretsManagerClient({ region: 'eu-west-1' });
      await secrets.send(
        new CreateSecretCommand({ Name, SecretString: '{"sharedSecret":"theirs"}', KmsKeyId: keyId }),
      );
      secrets.destroy();
      const keyArn = `arn:aws:kms:eu-west-1:000000000000:key/${keyId}`;
      deployed.denied.add(`kms:Decrypt on ${keyArn}`);

      const ended = await doctor(' --stage prod', { config: named });

      expect(roles(ended)['role of receive']).toBe(
        `finding: its policies do not allow kms:Decrypt on ${keyArn}`,
      );
    });

    test('are not known to who may not ask IAM, which is no finding', async () => {
      deployed.mayAskIam = false;

      const ended = await doctor(' --stage prod', { config });

      const note = 'not applicable: unknown: asking IAM needs iam:SimulatePrincipalPolicy on';
      expect(roles(ended)).toEqual({
        'role of receive': `${note} arn:aws:iam::123456789012:role/receive`,
        'role of deliver': `${note} arn:aws:iam::123456789012:role/deliver`,
      });
      expect(ended.code).toBe(0);
    });
  });

  test.each([
    {
      what: 'drop their metrics',
      config: { State: 'Active', LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'WARN' } },
      says: /its log level is WARN: Lambda drops its metrics/,
      fix: /^aws lambda update-function-configuration --function-name \w+ --logging-config LogFormat=JSON,/,
    },
    {
      what: 'log no JSON',
      config: { State: 'Active', LoggingConfig: { LogFormat: 'Text' } },
      says: /it logs Text/,
      fix: /ApplicationLogLevel=INFO/,
    },
    {
      what: 'are not in service',
      config: { State: 'Failed', LoggingConfig: { LogFormat: 'JSON' } },
      says: /state is Failed/,
      fix: /deploy/,
    },
  ])('finds functions that $what', async ({ config: functionConfig, says, fix }) => {
    deployed.function = functionConfig;

    const { of } = await doctor(' --stage prod', { config });

    for (const name of ['receive', 'deliver']) {
      expect(of(`function ${name}`)).toMatchObject({
        what: expect.stringMatching(says),
        fix: expect.stringMatching(fix),
      });
    }
  });

  test.each<{ what: string; flags: string; options: RunOptions; code: number; accepted: number }>([
    { what: 'nobody is there to be asked', flags: '', options: {}, code: 2, accepted: 0 },
    { what: 'the answer is another', flags: '', options: { answer: 'yes' }, code: 1, accepted: 0 },
    { what: 'the answer is its name', flags: '', options: { answer: 'prod' }, code: 0, accepted: 1 },
    { what: 'somebody said yes beforehand', flags: ' --yes', options: {}, code: 0, accepted: 1 },
  ])('posts $accepted test webhooks if $what', async ({ flags, options, code, accepted }) => {
    const ended = await cli.run(`doctor --stage prod --send-test${flags}`, { config, ...options });

    expect(ended.code).toBe(code);
    expect(stack.messages('events')).toHaveLength(accepted);
  });
});

test('every example of the help text works', async () => {
  const { out } = await cli.run('doctor --help');
  const examples = [...out.join('\n').matchAll(/^ {2}npm run (\w+)(?: --(?= ))?(.*)$/gm)].map(
    ([, command, rest]) => `${command}${rest}`,
  );

  expect(examples.length).toBeGreaterThanOrEqual(4);
  for (const example of examples) {
    const line = example.replace(/--stage \w+/, '--stage local');
    expect({ line, ...(await cli.run(line)) }).toMatchObject({ line, code: 0 });
  }
});
