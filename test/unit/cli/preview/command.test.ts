import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectorConfig } from '../../../../shared/config/define-config.ts';
import { runCli } from '../../../../tools/cli/program.ts';
import connectorConfig from '../../../support/cinema.config.ts';
import { sample } from '../../../support/running-stack.ts';
import { createFakeTerminal, wordsOf } from '../../../support/terminal.ts';

const WEBHOOK = JSON.stringify(sample('trial-started'));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preview-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a file. @returns its path */
function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

async function preview(args: readonly string[], input = '', config: ConnectorConfig = connectorConfig) {
  const terminal = createFakeTerminal({ input });
  const code = await runCli(['preview', ...args], {
    terminal,
    readConfig: async () => config,
    root: folder,
    localDirectory: folder,
    interrupted: new AbortController().signal,
    nowMs: Date.parse('2026-10-01T00:00:00Z'),
  });
  return { code, out: terminal.out, err: terminal.err };
}

async function webhooksOf(args: readonly string[], input?: string): Promise<string[]> {
  const { out } = await preview([...args, '--json'], input);
  const { webhooks } = JSON.parse(out.join('')) as { webhooks: { webhook: string }[] };
  return webhooks.map(({ webhook }) => webhook);
}

test('shows each value with its reason, and the request below', async () => {
  const { code, out } = await preview([file('trial.json', WEBHOOK)]);

  expect(code).toBe(0);
  expect(out[0]).toBe('TRIAL_STARTED  trial.json');
  const text = wordsOf(out);
  expect(text).toContain(
    'trial_ends_at 1773044130 (2026-03-09T08:15:30Z) derived: effective_next_renewal_at while offer_type is FREE_TRIAL ' +
      '[offer_type "FREE_TRIAL", effective_next_renewal_at "2026-03-09T08:15:30.000Z"]',
  );
  expect(text).toContain('grace_period_expires_at cleared cleared: the webhook');
  expect(out).toContainEqual('    left out: api_version, store_app_bundle_id, device_id (eventAttributes)');
  expect(out).toContainEqual(expect.stringMatching(/^Off in userProperties: user_id, anonymous_user_id,/));
  expect(text).toContain('POST /api/v2/batch, eu, credentials of ');
  expect(JSON.parse(out.slice(out.indexOf('{')).join('\n')).batch).toMatchObject([
    { action: 'identify' },
    { action: 'event' },
  ]);
});

test('answers scripts with one JSON object', async () => {
  const { out } = await preview([file('trial.json', WEBHOOK), '--json']);

  expect(out).toHaveLength(1);
  expect(JSON.parse(out[0] ?? '')).toMatchObject({
    stage: 'local',
    connection: 'cinema',
    webhooks: [{ webhook: 'trial.json', eventName: 'TRIAL_STARTED', outcome: { kind: 'sends' } }],
    off: expect.arrayContaining(['user_id']),
    requests: [{ region: 'eu', body: { batch: [{ action: 'identify' }, { action: 'event' }] } }],
  });
});

test('reads files, folders, lists, lines and standard input', async () => {
  const list = file('list.json', `[${WEBHOOK},${WEBHOOK}]`);
  const lines = file('lines.ndjson', `${WEBHOOK}\n\n${WEBHOOK}\n`);

  expect(await webhooksOf([list])).toEqual(['list.json, item 1', 'list.json, item 2']);
  expect(await webhooksOf([lines])).toEqual(['lines.ndjson, line 1', 'lines.ndjson, line 3']);
  expect(await webhooksOf([folder])).toEqual(['list.json, item 1', 'list.json, item 2']);
  expect(await webhooksOf(['-', lines], WEBHOOK)).toHaveLength(3);
  expect(await webhooksOf([], WEBHOOK)).toEqual(['standard input']);
});

test('ends with 1 if a webhook would become a dead letter', async () => {
  const { code, out } = await preview(
    ['-'],
    JSON.stringify(sample('trial-started', { environment: 'STAGING' })),
  );

  expect(code).toBe(1);
  expect(out).toContain('  dead letter: unknown-environment (environment)');
});

const twoConnections: ConnectorConfig = {
  ...connectorConfig,
  connections: {
    ...connectorConfig.connections,
    theatre: { environments: { PRODUCTION: 'drop', SANDBOX: 'drop' } },
  },
};

test.each<{ what: string; args: string[]; input?: string; config?: ConnectorConfig; says: string }>([
  { what: 'no file, and nothing piped in', args: [], says: 'standard input holds no webhook' },
  { what: 'a file that is not there', args: ['no-such-file.json'], says: 'no-such-file.json cannot be read' },
  {
    what: 'a file of something else',
    args: ['-'],
    input: 'hello',
    says: 'standard input, line 1 is not a JSON object',
  },
  {
    what: 'a list of something else',
    args: ['-'],
    input: '[1]',
    says: 'standard input: item 1 is not a JSON object',
  },
  { what: 'nothing at all', args: ['-'], input: '\n', says: 'standard input holds no webhook' },
  {
    what: 'an unknown connection',
    args: ['-', '--connection', 'opera'],
    says: 'no connection opera; there are cinema',
  },
  { what: 'no word on which connection', args: ['-'], config: twoConnections, says: 'Choose a connection' },
  { what: 'an unknown stage', args: ['-', '--stage', 'nowhere'], says: 'no such stage' },
])('$what is wrong usage', async ({ args, input, config, says }) => {
  const { code, err } = await preview(args, input, config);

  expect({ code, err: err.join('\n') }).toEqual({ code: 2, err: expect.stringContaining(says) });
});
