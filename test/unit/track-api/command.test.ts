import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { HELP, parseCommand, UsageError } from '../../../tools/track-api/command.ts';
import { startTrackApi } from '../../../tools/track-api/server.ts';
import { anEvent, basic, call } from './calls.ts';

const MAIN = fileURLToPath(new URL('../../../tools/track-api/main.ts', import.meta.url));
const TSX = fileURLToPath(new URL('../../../node_modules/tsx/dist/cli.mjs', import.meta.url));
const run = (...args: readonly string[]) => spawn(process.execPath, [TSX, MAIN, ...args]);

test('serves one European workspace on a port of its own when it is told nothing', () => {
  expect(parseCommand([])).toEqual({
    control: true,
    port: 3211,
    region: 'any',
    strict: true,
    unknownPerson: 'create',
    timestamps: 'honoured',
    processingDelayMs: 0,
    limit: 'none',
    workspaces: [{ name: 'workspace', siteId: 'site', apiKey: 'key', region: 'eu', environmentId: 1 }],
  });
});

test.each([
  { args: ['--port', '0'], options: { port: 0 } },
  {
    args: ['--region', 'us', '--site-id', 'my-site', '--api-key', 'my-key'],
    options: { workspaces: [expect.objectContaining({ region: 'us', siteId: 'my-site', apiKey: 'my-key' })] },
  },
  { args: ['--host-region', 'us'], options: { region: 'us' } },
  { args: ['--lenient', '--unknown-person', 'drop'], options: { strict: false, unknownPerson: 'drop' } },
  {
    args: ['--processing-delay', '500', '--shuffle', '1'],
    options: { processingDelayMs: 500, applyOrder: expect.any(Function) },
  },
  { args: ['--remember-requests', '0'], options: { rememberRequests: 0 } },
  { args: ['--timestamps', 'ignored'], options: { timestamps: 'ignored' } },
  {
    args: ['--limit', '10', '--excess', 'drop'],
    options: { limit: { requestsPerSecond: 10, burst: 10, excess: 'drop' } },
  },
])('reads $args', ({ args, options }) => {
  expect(parseCommand(args)).toMatchObject(options);
});

test.each([
  { args: ['--port', '65536'], option: '--port' },
  { args: ['--port', 'http'], option: '--port' },
  { args: ['--region', 'fr'], option: '--region' },
  { args: ['--host-region', 'any'], option: '--host-region' },
  { args: ['--unknown-person', 'ignore'], option: '--unknown-person' },
  { args: ['--shuffle', 'yes'], option: '--shuffle' },
  { args: ['--remember-requests', '-1'], option: '--remember-requests' },
  { args: ['--limit', '0'], option: '--limit' },
  { args: ['--limit', '1', '--excess', 'queue'], option: '--excess' },
  { args: ['--verbose'], option: '--verbose' },
])('refuses $args and names $option', ({ args, option }) => {
  expect(() => parseCommand(args)).toThrow(UsageError);
  expect(() => parseCommand(args)).toThrow(option);
});

test('prints help of 80 columns', () => {
  expect(HELP.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('explains every option, and its examples are right', async () => {
  const examples = HELP.split('Examples:')[1]?.trim().split('\n') ?? [];

  expect(parseCommand(['--help'])).toBeUndefined();
  expect(examples).toHaveLength(4);
  for (const example of examples) {
    const options = parseCommand(
      example
        .trim()
        .replace(/^npm run track-api( -- )?/, '')
        .split(' ')
        .filter(Boolean),
    );
    const api = await startTrackApi({ workspaces: [], ...options, port: 0 });
    await api.close();
  }
});

test('the command serves until it is told to stop', async () => {
  const server = run('--port', '0', '--site-id', 'my-site', '--api-key', 'my-key');
  try {
    const [line] = await once(server.stdout.setEncoding('utf8'), 'data');
    const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(String(line))?.[0] ?? '';
    const authorization = basic({ siteId: 'my-site', apiKey: 'my-key' });

    const answer = await call({ origin }, '/api/v2/entity', {
      method: 'POST',
      headers: { authorization },
      body: anEvent,
    });
    const workspace = await fetch(`${origin}/__control/workspaces/my-site`);

    expect(answer).toMatchObject({ status: 200 });
    expect(await workspace.json()).toMatchObject({ people: [{ identifiers: { id: 'u_42' } }] });
    server.kill('SIGTERM');
    expect(await once(server, 'exit')).toEqual([0, null]);
  } finally {
    server.kill('SIGKILL');
  }
});

test('the command ends with 2 and a word of advice when nobody can follow it', async () => {
  const command = run('--region', 'fr');
  const [told, [code]] = await Promise.all([text(command.stderr), once(command, 'exit')]);

  expect(told).toBe('--region: expected us or eu, not fr\n--help lists the options.\n');
  expect(code).toBe(2);
});
