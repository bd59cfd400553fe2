import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionConfig } from '../../shared/config/define-config.ts';
import { type CliUnderTest, cliOf, type RunOptions } from '../support/cli.ts';
import { configWith } from '../support/config-with.ts';
import { type DeployedStage, deployStage } from '../support/deployed-stage.ts';
import { type RunningStack, startStack } from '../support/running-stack.ts';

let stack: RunningStack;
let send: CliUnderTest;
beforeEach(async () => {
  stack = await startStack();
  send = cliOf(stack, { prefix: ['send'] });
});
afterEach(async () => {
  await stack.stop();
  send.stop();
});

describe('to the local stage', () => {
  test('posts a signed webhook that reaches the sandbox workspace', async () => {
    const { code, out, err } = await send.run('TRIAL_STARTED --set plan=GOLD');
    await stack.drain();

    expect(code).toBe(0);
    expect(out).toEqual([
      expect.stringMatching(/^TRIAL_STARTED [0-9a-f-]{36}: accepted with 200, request \S+$/),
    ]);
    expect(err[0]).toMatch(
      /^Webhook for cinema, stage local\. In the workspace of .*customerio-sandbox, connector-test gets/,
    );
    expect(err.at(-1)).toContain('npm run dlq -- list --event TRIAL_STARTED --stage local');
    expect(stack.sandbox.people()).toMatchObject([
      { identifiers: { id: 'connector-test' }, attributes: { plan: 'GOLD', is_in_trial: true } },
    ]);
    expect(stack.sandbox.events()).toMatchObject([{ name: 'TRIAL_STARTED' }]);
    expect(stack.production.people()).toEqual([]);
  });

  test('asks nothing there, not even about production', async () => {
    const { code } = await send.run('SUBSCRIPTION_RENEWED --environment PRODUCTION --user user-1');
    await stack.drain();

    expect(code).toBe(0);
    expect(stack.production.people()).toMatchObject([{ identifiers: { id: 'user-1' } }]);
  });

  test('keeps in the audit log that it was sent, and not to whom', async () => {
    await send.run('TRIAL_STARTED --user user-1');

    const log = readFileSync(join(send.directory, '.local/dlq-audit.log'), 'utf8');
    expect(
      log
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject(
      ['begins', 'ends'].map((what) => ({
        stage: 'local',
        command: 'send',
        what,
        filter: { event: 'TRIAL_STARTED', connection: 'cinema', environment: 'SANDBOX' },
        messages: 1,
      })),
    );
    expect(log).not.toContain('user-1');
  });

  test('answers scripts with one JSON object, and shows no secret', async () => {
    const { out, err } = await send.run('TRIAL_STARTED --json');

    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        stage: 'local',
        connection: 'cinema',
        event: 'TRIAL_STARTED',
        eventId: expect.any(String),
        status: 200,
        requestId: expect.any(String),
      },
    ]);
    expect([...out, ...err].join('\n')).not.toContain(stack.sharedSecrets['cinema']);
  });

  test('says what to do if it is refused', async () => {
    const shared = 'purchasely-customerio/local/cinema/purchasely';
    stack.secrets.put(shared, '{}');
    const withoutSecret = await send.run('TRIAL_STARTED');

    expect(withoutSecret).toMatchObject({ code: 1, out: [] });
    expect(withoutSecret.err.at(-1)).toContain('npm run secrets -- check --stage local');
  });
});

test('prints the webhook and sends nothing with --dry-run, whether a stage runs or not', async () => {
  const { code, out, err } = await send.run('TRIAL_STARTED --dry-run --stage prod --set plan=GOLD');

  expect(code).toBe(0);
  expect(JSON.parse(out.join('\n'))).toMatchObject({ event_name: 'TRIAL_STARTED', plan: 'GOLD' });
  expect(err).toEqual([expect.stringMatching(/^Not posted to cinema\. In the workspace of .*prod/)]);
  expect(stack.messages('events')).toEqual([]);
});

describe('to a deployed stage', () => {
  let deployed: DeployedStage;
  beforeEach(async () => {
    deployed = await deployStage(stack);
    deployed.outputs['WebhookUrlCinema'] = `${stack.url}/webhooks/cinema`;
    const secret = JSON.stringify({ sharedSecret: stack.sharedSecrets['cinema'] });
    stack.secrets.put('purchasely-customerio/prod/cinema/purchasely', secret);
  });
  afterEach(() => deployed.remove());

  const shared: Partial<ConnectionConfig> = {
    environments: {
      PRODUCTION: { region: 'eu', secretName: 'own/workspace' },
      SANDBOX: { region: 'eu', secretName: 'own/workspace' },
    },
  };

  test.each<{ what: string; flags: string; options?: RunOptions; code: number; posted: number }>([
    { what: 'sandbox, without asking', flags: '', code: 0, posted: 1 },
    {
      what: 'production not, if nobody can be asked',
      flags: ' --environment PRODUCTION',
      code: 2,
      posted: 0,
    },
    {
      what: 'production not, if the answer is another',
      flags: ' --environment PRODUCTION',
      options: { answer: 'yes' },
      code: 1,
      posted: 0,
    },
    {
      what: 'production, if the answer is the name of the stage',
      flags: ' --environment PRODUCTION',
      options: { answer: 'prod' },
      code: 0,
      posted: 1,
    },
    {
      what: 'production, if somebody said yes beforehand',
      flags: ' --environment PRODUCTION --yes',
      code: 0,
      posted: 1,
    },
    {
      what: 'production not, if it comes by --set',
      flags: ' --set environment=PRODUCTION',
      code: 2,
      posted: 0,
    },
    { what: 'a dead letter not without asking', flags: ' --set environment=STAGING', code: 2, posted: 0 },
    {
      what: 'sandbox not, where it goes to the production workspace',
      flags: '',
      options: { config: configWith(shared) },
      code: 2,
      posted: 0,
    },
  ])('posts $what', async ({ flags, options, code, posted }) => {
    const ended = await send.run(`TRIAL_STARTED --stage prod${flags}`, options);

    expect(ended.code).toBe(code);
    expect(stack.messages('events')).toHaveLength(posted);
  });

  test('ends with 3 if the stack does not tell the URL, or nothing answers there', async () => {
    deployed.outputs['WebhookUrlCinema'] = 'http://127.0.0.1:1/webhooks/cinema';
    const unreachable = await send.run('TRIAL_STARTED --stage prod');
    delete deployed.outputs['WebhookUrlCinema'];
    const unknown = await send.run('TRIAL_STARTED --stage prod');

    expect([unreachable.code, unknown.code]).toEqual([3, 3]);
    expect(unreachable.err.at(-1)).toContain('cannot be reached');
    expect(unknown.err.at(-1)).toContain('deploy this checkout');
  });
});

test.each([
  { line: 'TRIAL_START', says: 'Did you mean TRIAL_STARTED?' },
  { line: 'TRIAL_STARTED --set plan', says: 'Expected name=value' },
  { line: 'TRIAL_STARTED --environment STAGING', says: 'Allowed choices are SANDBOX, PRODUCTION' },
  { line: 'TRIAL_STARTED --connection opera', says: 'there is no connection opera' },
])('"$line" is wrong usage', async ({ line, says }) => {
  const { code, err } = await send.run(line);

  expect({ code, err: err.join('\n') }).toEqual({ code: 2, err: expect.stringContaining(says) });
});
