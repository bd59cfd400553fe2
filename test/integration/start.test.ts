import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { readTemplate } from '../../tools/local/template/read-template.ts';
import { sendAnswer, serve } from '../../tools/track-api/http.ts';
import { sample } from '../support/running-stack.ts';
import { wordsOf } from '../support/terminal.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TSX = join(ROOT, 'node_modules/.bin/tsx');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-test-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function webhookFile(name: string, body: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, body);
  return path;
}

/** What `npm start` runs. */
function spawnStart(...options: string[]) {
  const config = ['--config', 'test/support/cinema.config.ts'];
  return spawn(TSX, ['tools/cli/main.ts', 'start', ...options, ...config], { cwd: ROOT });
}

async function start(...options: string[]) {
  const child = spawnStart(...options);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { stdout, stderr, code };
}

test('accounts for every sample and ends with the totals', async () => {
  const { stdout, code } = await start('--once', '--json');

  expect(JSON.parse(stdout)).toEqual({
    accepted: 30,
    rejected: 0,
    delivered: 26,
    skipped: 3,
    deadLettered: 1,
    unaccounted: 0,
    trackRequests: expect.any(Number),
    events: 11,
    people: 11,
    relayed: 0,
    notRelayed: 0,
  });
  expect(code).toBe(0);
});

test('brings webhooks to a backend on this machine, and tells what that answers', async () => {
  const bodies: string[] = [];
  const backend = await serve(async (_, body, response) => {
    bodies.push(body.toString());
    sendAnswer(response, { status: bodies.length === 1 ? 500 : 201 });
  });
  const body = JSON.stringify([sample('trial-started'), sample('renewal-disabled')], null, 2);
  const events = await webhookFile('relayed.json', body);

  const { stdout, code } = await start(
    '--once',
    '--events',
    events,
    '--relay',
    `${backend.origin}/purchasely`,
  );
  await Promise.all([backend.close(), rm(events)]);

  expect(code).toBe(0);
  expect(bodies.map((each) => JSON.parse(each))).toEqual(JSON.parse(body));
  expect(stdout).toContain(`Webhooks are relayed to ${backend.origin}/purchasely`);
  expect(stdout).toMatch(/backend: answered 500 after \d+ ms/);
  expect(stdout).toMatch(/backend: answered 201 after \d+ ms/);
  expect(stdout).toContain('Of the relayed webhooks, 1 got 2xx and 1 another status or no answer.');
  expect(stdout).toContain('2 accepted, 0 rejected: 2 delivered');
});

test('brings no webhook to a backend elsewhere', async () => {
  const { stderr, code } = await start('--once', '--relay', 'https://api.example.com/');

  expect([code, stderr]).toEqual([2, expect.stringContaining('Expected a URL on this machine')]);
});

test('tells what became of each webhook, serves the inspector, takes the webhook of its curl line, and stops cleanly', async () => {
  await webhookFile('a-nobody.json', JSON.stringify(sample('trial-started', { user_id: null })));
  await webhookFile('b-good.json', JSON.stringify(sample('trial-started', { user_id: 'someone' })));
  await webhookFile('c-list.json', JSON.stringify([sample('renewal-disabled', { user_id: 'someone' })]));
  const child = spawnStart('--port', '0', '--events', folder);
  let said = '';
  const hears = (pattern: RegExp) =>
    new Promise<RegExpMatchArray>((resolve) => {
      const look = () => {
        const found = said.match(pattern);
        if (found !== null) resolve(found);
      };
      look();
      child.stdout.on('data', look);
    });
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });

  const [, curl = ''] = await hears(/(curl -i .*)\n/);
  expect(said).toContain('✗ TRIAL_STARTED  a-nobody.json\n    dead letter: no-identity (user_id).');
  expect(said).toContain('✓ TRIAL_STARTED  b-good.json\n    event TRIAL_STARTED for someone\n');
  expect(said).toContain('plan=CINEMA_PLUS_MONTHLY');
  expect(said).toContain('✓ RENEWAL_DISABLED  c-list.json, item 1\n    event RENEWAL_DISABLED for someone\n');
  expect(wordsOf([said])).toContain(
    '3 accepted, 0 rejected: 2 delivered in 1 requests, 0 skipped, 1 dead-lettered, 0 unaccounted.',
  );

  const wide = said.split('\n').filter((line) => line.length > 80 && !line.startsWith('curl '));
  expect(wide).toEqual([]);

  const [, inspector = ''] = said.match(/Watch it in a browser: (\S+)/) ?? [];
  expect(await (await fetch(inspector)).text()).toContain('<script type="module" src="/page.js">');

  const shell = spawn('sh', ['-c', curl.replace('curl -i', 'curl -s -w "%{http_code}"')]);
  expect(await text(shell.stdout)).toBe('200');
  await hears(/event TRIAL_STARTED for you/);

  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('tells its options', async () => {
  const { stdout, code } = await start('--help');

  expect(stdout).toContain('--events <path>');
  expect(code).toBe(0);
});

test.each([
  { options: ['--onec'], message: '--onec' },
  { options: ['--template', 'missing.json'], message: '--template missing.json: ENOENT' },
  { options: ['--port', 'http'], message: "'http' is invalid. Expected a port." },
  { options: ['--inspector-port', '65536'], message: "'65536' is invalid. Expected a port." },
])('refuses $options with exit code 2', async ({ options, message }) => {
  const { stderr, code } = await start(...options);

  expect(stderr).toContain(message);
  expect(code).toBe(2);
});

test('says which file it cannot read', async () => {
  const { stderr, code } = await start('--once', '--events', join(folder, 'missing.json'));

  expect(stderr).toContain('missing.json');
  expect(code).toBe(2);
});

test('bundles each function into less than 400 kB', () => {
  const template = process.env['TEST_TEMPLATE'] ?? '';
  const world = { region: '', accountId: '', stackName: '', ref: String, attribute: String };
  const { functions } = readTemplate(template, world);

  expect(functions).toHaveLength(2);
  for (const { directory } of functions) {
    expect(dirname(directory)).toBe(dirname(template));
    expect(statSync(join(directory, 'index.mjs')).size).toBeLessThan(400_000);
  }
});
