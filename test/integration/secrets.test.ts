import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { ConnectorConfig } from '../../shared/config/define-config.ts';
import { TRACK_ORIGINS } from '../../shared/customerio/regions.ts';
import { openStage } from '../../tools/cli/stage/open-stage.ts';
import { postWebhook } from '../../tools/cli/stage/post-webhook.ts';
import type { Fault } from '../../tools/track-api/faults.ts';
import { type CliUnderTest, cliOf, type Ended, type RunOptions } from '../support/cli.ts';
import { configWith } from '../support/config-with.ts';
import { deployStage } from '../support/deployed-stage.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';

const PURCHASELY = 'purchasely-customerio/local/cinema/purchasely';
const PRODUCTION = 'purchasely-customerio/local/cinema/customerio-production';
/** The stand-in knows this pair, but it is of the other workspace: right, and not what is stored. */
const OTHER_PAIR = '{"siteId":"site-2","apiKey":"key-2"}';
/** Nobody knows this one. */
const WRONG_PAIR = '{"siteId":"typed-site-id","apiKey":"typed-api-key"}';
/** Every value that a test of this file types or stores. */
const VALUES = /hunter2|typed-site-id|typed-api-key|site-[12]|key-[12]|local-shared-secret/;

let stack: RunningStack;
let cli: CliUnderTest;
let secrets: SecretsManagerClient;
beforeEach(async () => {
  stack = await startStack();
  cli = cliOf(stack);
  secrets = new SecretsManagerClient({
    endpoint: stack.secrets.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterEach(async () => {
  secrets.destroy();
  await stack.stop();
  cli.stop();
});

/** Runs a command, and holds everything that it says or keeps against the values. */
async function run(line: string, options?: RunOptions): Promise<Ended> {
  const ended = await cli.run(line, options);
  const log = join(cli.directory, '.local/dlq-audit.log');
  const kept = existsSync(log) ? readFileSync(log, 'utf8') : '';
  expect([...ended.out, ...ended.err, kept].join('\n')).not.toMatch(VALUES);
  return ended;
}

async function stored(name: string, VersionStage = 'AWSCURRENT'): Promise<unknown> {
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: name, VersionStage }));
  return JSON.parse(SecretString ?? '');
}

const puts = () => stack.secrets.requests['PutSecretValue'] ?? 0;
const probes = () => stack.track.requests.filter(({ path }) => path === '/api/v1/accounts/region').length;
const failProbe = (fault: Fault) =>
  stack.track.faults.next(fault, { match: ({ path }) => path === '/api/v1/accounts/region' });

describe('secrets set', () => {
  test.each<{ how: string; options: RunOptions }>([
    { how: 'typed at a prompt', options: { hidden: ['hunter2'] } },
    { how: 'piped in alone', options: { input: 'hunter2\n' } },
    { how: 'piped in as JSON', options: { input: '\uFEFF{ "sharedSecret": " hunter2 " }\r\n' } },
  ])('stores a shared secret that is $how, and goes on accepting the one before it', async ({ options }) => {
    const { code, out, err } = await run('secrets set cinema/purchasely', options);

    expect(code).toBe(0);
    expect(await stored(PURCHASELY)).toEqual({ sharedSecret: 'hunter2' });
    expect(out).toEqual([
      expect.stringMatching(/^Stored: version \S+ is now AWSCURRENT\. .* AWSPREVIOUS and stays accepted/),
    ]);
    expect(err.filter((line) => line.startsWith('audit: ')).map((line) => JSON.parse(line.slice(7)))).toEqual(
      [
        expect.objectContaining({ what: 'begins', command: 'secrets set', stage: 'local' }),
        expect.objectContaining({ what: 'ends', filter: { secret: PURCHASELY, force: false } }),
      ],
    );
    await stack.accept(sample('trial-started'));
    const body = Buffer.from(JSON.stringify(sample('trial-started')));
    expect((await postWebhook(`${stack.url}/webhooks/cinema`, body, 'hunter2')).status).toBe(200);
  });

  test('does not store again what is there, unless it is told to', async () => {
    await run('secrets set cinema/purchasely', { input: 'hunter2' });

    const { out } = await run('secrets set cinema/purchasely', { input: 'hunter2' });

    expect(out).toEqual(['Already stored. Nothing was done.']);
    expect(await stored(PURCHASELY, 'AWSPREVIOUS')).not.toEqual({ sharedSecret: 'hunter2' });

    const again = await run('secrets set cinema/purchasely --again', { input: 'hunter2' });

    expect(again.out.join('\n')).toContain('may accept the previous one for one more hour');
    expect(await stored(PURCHASELY, 'AWSPREVIOUS')).toEqual({ sharedSecret: 'hunter2' });
  });

  test.each<{ how: string; options: RunOptions }>([
    { how: 'typed', options: { hidden: ['site-2', ' key-2 '] } },
    { how: 'piped in', options: { input: OTHER_PAIR } },
  ])('stores a pair that is $how once Customer.io has taken it', async ({ options }) => {
    const { code, out } = await run('secrets set cinema/customerio-production --json', options);

    expect(code).toBe(0);
    expect(probes()).toBe(1);
    expect(await stored(PRODUCTION)).toEqual(JSON.parse(OTHER_PAIR));
    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        stage: 'local',
        which: 'cinema/customerio-production',
        secret: PRODUCTION,
        stored: true,
        versionId: expect.any(String),
        versionStages: ['AWSCURRENT'],
      },
    ]);
  });

  test.each<{ what: string; pair: string; fault?: Fault; says: string[] }>([
    { what: 'is refused', pair: WRONG_PAIR, says: ['refuses this pair (HTTP 401)', 'configured as eu'] },
    {
      what: 'is of another region',
      pair: OTHER_PAIR,
      fault: { status: 200, body: { region: 'us', environment_id: 9 } },
      says: ['a workspace in us', 'configured as eu', "region: 'us'"],
    },
    {
      what: 'cannot be checked for want of a connection',
      pair: OTHER_PAIR,
      fault: { kind: 'reset' },
      says: ['could not be asked (', 'reaches the Track API'],
    },
    {
      what: 'cannot be checked for an outage',
      pair: OTHER_PAIR,
      fault: { status: 502, body: '<html>Bad Gateway</html>' },
      says: ['could not be asked (HTTP 502)'],
    },
    {
      what: 'cannot be checked for a redirect, which is not followed',
      pair: OTHER_PAIR,
      fault: { status: 307, headers: { location: 'http://127.0.0.1:1/' } },
      says: ['could not be asked (HTTP 307)'],
    },
    {
      what: 'is answered by something else',
      pair: OTHER_PAIR,
      fault: { status: 200, body: '<html>Sign in to the hotel</html>' },
      says: ['an answer without a region'],
    },
  ])('does not store a pair that $what', async ({ pair, fault, says }) => {
    if (fault !== undefined) failProbe(fault);

    const { code, err } = await run('secrets set cinema/customerio-production', { input: pair });

    expect(code).toBe(1);
    expect(puts()).toBe(0);
    for (const words of says) expect(err.join('\n')).toContain(words);
    expect(err.join('\n')).toContain('--force');
  });

  test('stores a pair unchecked with --force', async () => {
    const { code } = await run('secrets set cinema/customerio-production --force', { input: WRONG_PAIR });

    expect(code).toBe(0);
    expect(probes()).toBe(0);
    expect(await stored(PRODUCTION)).toEqual(JSON.parse(WRONG_PAIR));
  });

  test('only checks with --dry-run', async () => {
    const { code, out } = await run('secrets set cinema/customerio-production --dry-run', {
      input: OTHER_PAIR,
    });

    expect(code).toBe(0);
    expect(out).toEqual(['It would be stored.']);
    expect([probes(), puts()]).toEqual([1, 0]);
  });

  test.each([
    { which: 'cinema/purchasely', input: '' },
    { which: 'cinema/purchasely', input: '{"sharedSecret":"hunter2"' },
    { which: 'cinema/purchasely', input: '{"sharedSecret":["hunter2"]}' },
    { which: 'cinema/purchasely', input: 'hunter2\nhunter2' },
    { which: 'cinema/purchasely', input: '{"sharedSecret":"…"}' },
    { which: 'cinema/customerio-production', input: 'hunter2' },
    { which: 'cinema/customerio-production', input: '{"siteId":"hunter2"}' },
    { which: 'cinema/customerio-production', input: '{"siteId":"hunter2","apiKey":"  "}' },
  ])('refuses what cannot be a value of $which: $input', async ({ which, input }) => {
    const { code, err } = await run(`secrets set ${which}`, { input });

    expect(code).toBe(2);
    expect(err).toEqual([expect.stringContaining(`Not a value for ${which}`)]);
    expect(puts()).toBe(0);
  });

  test.each([
    { line: 'secrets set hunter2', says: 'It has cinema/purchasely, cinema/customerio-production' },
    { line: 'secrets set cinema/purchasely hunter2', says: 'too many arguments' },
    { line: 'secrets set cinema/purchasely --value=hunter2', says: "unknown option '--value=…" },
    { line: 'secrets set', says: "missing required argument 'which'" },
    { line: 'secrets', says: 'Usage: npm run secrets -- <command>' },
  ])('"$line" stores nothing, and is not repeated where it may hold a value', async ({ line, says }) => {
    const { code, err } = await run(line, { input: 'hunter2' });

    expect(code).toBe(2);
    expect(err.join('\n')).toContain(says);
    expect(puts()).toBe(0);
  });

  test('has no secret for an environment that is dropped', async () => {
    const config = configWith({ environments: { PRODUCTION: { region: 'eu' }, SANDBOX: 'drop' } });

    const { code, err } = await run('secrets set cinema/customerio-sandbox', { config, input: OTHER_PAIR });

    expect(code).toBe(2);
    expect(err.join('\n')).toContain('A dropped environment has none.');
  });

  test('stores under the name that the configuration gives, once that secret exists', async () => {
    const config = configWith({ purchasely: { secretName: 'own/{stage}/shared' } });

    const missing = await run('secrets set cinema/purchasely', { config, input: 'hunter2' });
    await secrets.send(new CreateSecretCommand({ Name: 'own/local/shared' }));
    const first = await run('secrets set cinema/purchasely', { config, input: 'hunter2' });

    expect(missing).toMatchObject({ code: 1, out: [] });
    expect(missing.err.join('\n')).toContain('aws secretsmanager create-secret --name own/local/shared');
    expect(first.out).toEqual([expect.stringContaining('No other secret is accepted.')]);
    expect(await stored('own/local/shared')).toEqual({ sharedSecret: 'hunter2' });
  });

  test('stores for somebody who may not read, and says of a refusal no more than its name', async () => {
    const denied = { status: 400, type: 'AccessDeniedException' };
    stack.secrets.failNext(1, denied);
    const unread = await run('secrets set cinema/purchasely', { input: 'hunter2' });
    expect(unread).toMatchObject({ code: 0, out: [expect.stringContaining('previous secret, if any')] });

    stack.secrets.failNext(2, denied);
    const { code, err } = await run('secrets set cinema/purchasely', { input: 'hunter2-b' });

    expect(code).toBe(3);
    expect(err.at(-1)).toContain(`${PURCHASELY} was not stored: AccessDeniedException.`);
  });
});

test('a refusal is JSON for a script', async () => {
  const { code, out } = await run('secrets set cinema/customerio-production --json', { input: WRONG_PAIR });

  expect(code).toBe(1);
  expect(out.map((line) => JSON.parse(line))).toEqual([
    {
      stage: 'local',
      which: 'cinema/customerio-production',
      secret: PRODUCTION,
      stored: false,
      finding: 'Customer.io refuses this pair (HTTP 401)',
      fix: expect.stringContaining('npm run secrets -- set cinema/customerio-production --stage local'),
    },
  ]);
});

describe('secrets set on a deployed stage', () => {
  const NAME = 'purchasely-customerio/prod/cinema/purchasely';
  // Nothing of a test may reach Customer.io.
  const config = configWith({ environments: { PRODUCTION: 'drop', SANDBOX: 'drop' } });
  const set = (options: RunOptions, flags = '') =>
    run(`secrets set cinema/purchasely --stage prod${flags}`, { config, ...options });

  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ remove } = await deployStage(stack));
    await secrets.send(new CreateSecretCommand({ Name: NAME }));
  });
  afterEach(() => remove());

  test('would ask Customer.io itself about a pair', async () => {
    const stage = await openStage('prod', config, cli.directory, {});

    expect(stage.trackOrigins).toEqual(TRACK_ORIGINS);
    stage.close();
  });

  test.each<{ what: string; options: RunOptions; code: number }>([
    { what: 'nobody is there to be asked', options: { input: 'hunter2' }, code: 2 },
    { what: 'the answer is another', options: { hidden: ['hunter2'], answer: 'yes' }, code: 1 },
  ])('stores nothing if $what', async ({ options, code }) => {
    expect(await set(options)).toMatchObject({ code });
    expect(puts()).toBe(0);
  });

  test.each<{ what: string; options: RunOptions; flags?: string }>([
    { what: 'the answer is its name', options: { hidden: ['hunter2'], answer: 'prod' } },
    { what: 'somebody said yes beforehand', options: { input: 'hunter2' }, flags: ' --yes' },
  ])('stores if $what', async ({ options, flags }) => {
    const { code, err } = await set(options, flags);

    expect(code).toBe(0);
    expect(await stored(NAME)).toEqual({ sharedSecret: 'hunter2' });
    expect(err.join('\n')).toContain('"who":"arn:aws:iam::123456789012:user/jane","stage":"prod"');
  });
});

describe('secrets check', () => {
  const check = async (config?: ConnectorConfig) => {
    const { code, out } = await run('secrets check --json', config === undefined ? {} : { config });
    return { code, ...JSON.parse(out[0] ?? '{}') };
  };

  test('finds nothing wrong with secrets that are right', async () => {
    const { code, out, err } = await run('secrets check');
    expect(err.at(-1)).toBe(`Read under your identity, ${userInfo().username}.`);

    expect(code).toBe(0);
    expect(out).toEqual([
      'ok  secret cinema/purchasely             filled',
      'ok  secret cinema/customerio-production  accepted by Customer.io, workspace 1 in',
      '                                         eu',
      'ok  secret cinema/customerio-sandbox     accepted by Customer.io, workspace 2 in',
      '                                         eu',
      '',
      'Stage local: no findings.',
    ]);
  });

  const FILL = 'npm run secrets -- set cinema/customerio-production --stage local';

  test.each<{ what: string; value: string; says: string; fix: string }>([
    {
      what: 'of another shape',
      value: '{"siteId":"typed-site-id"}',
      says: 'is not {"siteId":"…"',
      fix: FILL,
    },
    { what: 'no JSON', value: 'hunter2', says: 'is not {"siteId":"…"', fix: FILL },
    {
      what: 'with space around a value',
      value: '{"siteId":"site-1 ","apiKey":"key-1"}',
      says: 'has space around a value',
      fix: FILL,
    },
    {
      what: 'refused',
      value: WRONG_PAIR,
      says: 'refuses this pair (HTTP 401)',
      fix: 'npm run secrets -- set cinema/customerio-production --stage local',
    },
  ])('finds a pair that is $what', async ({ value, says, fix }) => {
    stack.secrets.put(PRODUCTION, value);

    const { code, findings, checks } = await check();

    expect({ code, findings }).toEqual({ code: 1, findings: 1 });
    expect(checks[1]).toEqual({
      subject: 'secret cinema/customerio-production',
      state: 'finding',
      what: expect.stringContaining(says),
      fix: expect.stringContaining(fix),
    });
  });

  test('finds a pair of another region, and one that cannot be checked', async () => {
    failProbe({ status: 200, body: { region: 'us', environment_id: 9 } });
    failProbe({ kind: 'reset' });

    const { code, checks } = await check();

    expect(code).toBe(1);
    expect(
      checks
        .map(({ what }: { what: string }) => what)
        .slice(1)
        .sort(),
    ).toEqual([
      expect.stringContaining('could not be asked'),
      expect.stringContaining('of a workspace in us'),
    ]);
  });

  test('tells a missing secret from an empty one', async () => {
    await secrets.send(new CreateSecretCommand({ Name: 'own/empty' }));
    const config = configWith({
      purchasely: { secretName: 'own/empty' },
      environments: { PRODUCTION: { region: 'eu', secretName: 'own/missing' }, SANDBOX: 'drop' },
    });

    const { code, checks } = await check(config);

    expect(code).toBe(1);
    expect(checks).toEqual([
      expect.objectContaining({
        what: 'own/empty is empty',
        fix: 'npm run secrets -- set cinema/purchasely --stage local',
      }),
      expect.objectContaining({
        what: 'own/missing does not exist',
        fix: expect.stringContaining('aws secretsmanager create-secret --name own/missing'),
      }),
    ]);
  });

  test('looks at a secret of another account by its ARN', async () => {
    const secretName = 'arn:aws:secretsmanager:eu-west-1:210987654321:secret:theirs-AbC123';
    const config = configWith({
      purchasely: { secretName },
      environments: { PRODUCTION: 'drop', SANDBOX: 'drop' },
    });

    const missing = await check(config);
    stack.secrets.put(secretName, '{"sharedSecret":"hunter2"}');
    const { code, checks } = await check(config);

    expect(missing.checks[0]).toMatchObject({
      what: `${secretName} does not exist`,
      fix: expect.stringContaining('aws secretsmanager create-secret --name theirs --endpoint-url'),
    });
    expect({ code, checks }).toMatchObject({ code: 0, checks: [{ what: 'filled' }] });
  });

  test('finds a secret that somebody has deleted, which set does not fill either', async () => {
    const deleted = { status: 400, type: 'InvalidRequestException' };
    const config = configWith({ environments: { PRODUCTION: 'drop', SANDBOX: 'drop' } });
    stack.secrets.failNext(1, deleted);
    const { code, checks } = await check(config);
    stack.secrets.failNext(1, deleted);
    const set = await run('secrets set cinema/purchasely', { input: 'hunter2' });

    expect([code, set.code, puts()]).toEqual([1, 1, 0]);
    expect(checks[0].fix).toBe(
      `aws secretsmanager restore-secret --secret-id ${PURCHASELY} --endpoint-url ${stack.secrets.endpoint}`,
    );
    expect(set.err.join('\n')).toContain(checks[0].fix);
  });

  test('finds what may not be read', async () => {
    stack.secrets.failNext(3, { status: 400, type: 'AccessDeniedException' });

    const { code, findings } = await check();

    expect({ code, findings }).toEqual({ code: 1, findings: 3 });
  });
});

test('every example of the help texts works', async () => {
  const helps = await Promise.all(['', 'set ', 'check '].map((name) => run(`secrets ${name}--help`)));
  const examples = helps.flatMap(({ out }) =>
    [...out.join('\n').matchAll(/^ {2}npm run (\w+)(?: --(?= ))?(.*)$/gm)].map(
      ([, command, rest]) => `${command}${rest}`,
    ),
  );
  const inputs: Readonly<Record<string, string>> = { 'pair.json': OTHER_PAIR, 'secret.txt': 'hunter2-b' };

  expect(examples.length).toBeGreaterThanOrEqual(9);
  for (const example of examples) {
    // The stage under test is the local one; at a terminal, a pair that is right and a secret are typed.
    const [line = '', file] = example.replace('--stage prod', '--stage local').split(' < ');
    const typed = line.includes('customerio') ? ['site-2', 'key-2'] : ['hunter2'];
    const options = file === undefined ? { hidden: typed } : { input: inputs[file] ?? '' };
    expect({ line, ...(await run(line, options)) }).toMatchObject({ line, code: 0 });
  }
});
