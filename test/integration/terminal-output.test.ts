import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';

import { fileURLToPath } from 'node:url';

import { createTerminal } from '../../tools/cli/base/terminal.ts';
import { runCli } from '../../tools/cli/program.ts';
import connectorConfig from '../support/cinema.config.ts';
import { type CliUnderTest, cliOf } from '../support/cli.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';

/*
 * What a webhook brings is somebody else's text. It reaches the terminal of an engineer through every command that looks at
 * webhooks or people: the bytes that each of them writes are looked at here.
 */

/** `start` synthesizes it in another process. */
const CONFIG = fileURLToPath(new URL('../../connector.config.ts', import.meta.url));

const INJECTED = 'INJECTED LINE';
/** Clears the screen, sets a title, makes a link, in seven bits and in eight, turns the text around, begins a line. */
const HOSTILE = `X\u001b[2J\u001b]0;title\u0007\u001b]8;;http://x\u001b\\\u009b2J\u202eY\n${INJECTED}\r\u2028`;

/** What acts on a terminal; lines may end. */
const ACTING = /[^\P{Control}\n]|[\p{Bidi_Control}\u2028\u2029]/u;

const hostile = (changes: object = {}) =>
  sample('trial-started', {
    event_name: HOSTILE,
    event_id: HOSTILE,
    user_id: HOSTILE,
    plan: HOSTILE,
    product: HOSTILE,
    ...changes,
  });

let stack: RunningStack;
let cli: CliUnderTest;
let file: string;
beforeAll(async () => {
  stack = await startStack();
  cli = cliOf(stack);
  file = join(cli.directory, 'hostile.json');
  writeFileSync(file, JSON.stringify([hostile(), hostile({ environment: HOSTILE })]));
  await stack.accept(hostile());
  await stack.accept(hostile({ environment: HOSTILE }));
  await stack.drain();
});
afterAll(async () => {
  await stack.stop();
  cli.stop();
});

/** What a command writes to a terminal, as it is. */
async function bytesOf(...args: string[]): Promise<string> {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  await runCli([...args, '--config', CONFIG], {
    terminal: createTerminal({ ...streams, pid: 0, kill: () => undefined }),
    readConfig: async () => connectorConfig,
    root: cli.directory,
    localDirectory: join(cli.directory, '.local'),
    nowMs: Date.now(),
    interrupted: new AbortController().signal,
  });
  streams.stdout.end();
  streams.stderr.end();
  return `${await text(streams.stdout)}${await text(streams.stderr)}`;
}

test.each([
  [['dlq', 'status']],
  [['dlq', 'list']],
  [['dlq', 'list', '--json']],
  [['dlq', 'show', HOSTILE]],
  [['dlq', 'show', HOSTILE, '--reveal']],
  [['dlq', 'replay', '--dry-run']],
  [['people', 'show', HOSTILE, '--reveal']],
  [['people', 'show', HOSTILE, '--reveal', '--json']],
  [['preview', 'FILE']],
  [['preview', 'FILE', '--json']],
  [['start', '--once', '--events', 'FILE']],
])('what a webhook brings is shown, and does nothing to the terminal: %j', async (args) => {
  const shown = await bytesOf(...args.map((arg) => (arg === 'FILE' ? file : arg)));

  expect(ACTING.exec(shown)?.[0]).toBeUndefined();
  expect(shown.split('\n').filter((line) => line.startsWith(INJECTED))).toEqual([]);
  expect(shown).toContain('X\\u001b[2J');
});

test('JSON stays exact', async () => {
  const lines = (await bytesOf('dlq', 'list', '--json')).split('\n').filter((line) => line.startsWith('{'));

  expect(lines.map((line) => JSON.parse(line).environment)).toContain(HOSTILE);
});
