import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectorConfig } from '../../../../shared/config/define-config.ts';
import { loadConfigAt } from '../../../../tools/cli/diff/config-at-ref.ts';
import { runCli } from '../../../../tools/cli/program.ts';
import connectorConfig from '../../../support/cinema.config.ts';
import { configWith } from '../../../support/config-with.ts';
import { createRepository, type Repository } from '../../../support/repository.ts';
import { sample } from '../../../support/running-stack.ts';
import { createFakeTerminal } from '../../../support/terminal.ts';

const asModule = (config: object) => `export default ${JSON.stringify(config)};\n`;

/** Its branch `base` has the configuration of this checkout. */
let repository: Repository;
beforeAll(() => {
  repository = createRepository();
  commit({ 'connector.config.ts': asModule(connectorConfig) });
  repository.git('branch', 'base');
});
afterAll(() => repository.remove());

function commit(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) repository.write(path, text);
  repository.commit();
}

async function diff(
  args: readonly string[],
  config: ConnectorConfig = connectorConfig,
  root = repository.root,
) {
  const terminal = createFakeTerminal({ input: JSON.stringify(sample('trial-started')) });
  const code = await runCli(['diff', ...args], {
    terminal,
    readConfig: async () => config,
    root,
    localDirectory: join(root, '.local'),
    interrupted: new AbortController().signal,
    nowMs: Date.parse('2026-10-01T00:00:00Z'),
  });
  return { code, out: terminal.out.join('\n'), err: terminal.err.join('\n') };
}

const { cinema } = connectorConfig.connections;
const renamed = configWith({
  events: { ...cinema?.events, TRIAL_STARTED: { name: 'Trial' } },
  userProperties: { ...cinema?.userProperties, plan: { name: 'Plan' } },
});

test('ends with 0 if nothing changes', async () => {
  const { code, out } = await diff(['--from', 'base']);

  expect(code).toBe(0);
  expect(out).toMatch(
    /^connector\.config\.ts, base \([0-9a-f]{7}\) → this checkout, tried on \d+ webhooks: nothing changes at Customer\.io\.$/,
  );
});

test('ends with 1 and a table for the pull request if something does', async () => {
  const { code, out } = await diff(['--from', 'base', '--webhooks', '-'], renamed);

  expect(code).toBe(1);
  expect(out.split('\n').slice(1)).toEqual([
    '',
    '| What | Change | Before | After | Webhooks | Events |',
    '| --- | --- | --- | --- | --- | --- |',
    '| event | renamed | `TRIAL_STARTED` | `Trial` | 1 | `TRIAL_STARTED` |',
    '| person attribute | renamed | `plan` string | `Plan` string | 1 | `TRIAL_STARTED` |',
    '',
    expect.stringContaining('sends a new event'),
    '',
    expect.stringContaining('npm run people -- resync'),
  ]);
});

test('shows values only when asked', async () => {
  const args = ['--from', 'base', '--webhooks', '-'];

  const table = await diff(args, renamed);
  const withValues = await diff([...args, '--values'], renamed);
  const json = await diff([...args, '--json'], renamed);

  expect(withValues.out).toContain('| `"CINEMA_PLUS_MONTHLY"` → `"CINEMA_PLUS_MONTHLY"` |');
  expect(table.out + json.out).not.toContain('CINEMA_PLUS_MONTHLY');
});

test('answers scripts with one JSON object', async () => {
  const { out } = await diff(['--from', 'base', '--json', '--values'], renamed);

  expect(JSON.parse(out)).toMatchObject({
    from: { ref: 'base', commit: repository.git('rev-parse', '--short=7', 'base') },
    changes: [
      {
        connection: 'cinema',
        subject: 'event',
        kind: 'renamed',
        before: { name: 'TRIAL_STARTED' },
        after: { name: 'Trial' },
        webhooks: ['another-trial-started.json', 'trial-started.json'],
      },
      {
        subject: 'person attribute',
        kind: 'renamed',
        before: { name: 'plan', value: 'CINEMA_PLUS_MONTHLY' },
        after: { name: 'Plan', value: 'CINEMA_PLUS_MONTHLY' },
        types: { before: ['string'], after: ['string'] },
      },
    ],
  });
});

test('says so if the configurations differ and no webhook shows it', async () => {
  const { code, out } = await diff(
    ['--from', 'base', '--webhooks', '-'],
    configWith({ planPeriodicity: { ...cinema?.planPeriodicity, OTHER: 'P1Y' } }),
  );

  expect(code).toBe(0);
  expect(out).toContain('The connections differ, but not in their effect on these webhooks');
});

describe('the configuration of a commit', () => {
  test('is loaded with what it imports there, whatever the checkout says meanwhile', async () => {
    commit({
      'names.ts': `export const NAME: string = 'Trial';\n`,
      'connector.config.ts':
        `import { NAME } from './names.ts';\nconst config = ${JSON.stringify(renamed)};\n` +
        `config.connections.cinema.events.TRIAL_STARTED.name = NAME;\nexport default config;\n`,
    });
    repository.write('names.ts', 'no module at all');
    repository.write('connector.config.ts', 'nor this');

    expect((await diff(['--from', 'HEAD'], renamed)).code).toBe(0);
    expect((await diff(['--from', 'HEAD~1'], renamed)).code).toBe(1);
  });

  test('is that of the project, if that is a folder of a larger repository', async () => {
    commit({ 'backend/connector/connector.config.ts': asModule(renamed) });

    const { code } = await diff(['--from', 'main'], renamed, join(repository.root, 'backend/connector'));

    expect(code).toBe(0);
  });

  test('leaves nothing behind, neither in the checkout nor beside it', async () => {
    commit({ 'connector.config.ts': 'const at = import.meta.dirname;\nexport default at;\n' });
    repository.write('connector.config.ts', asModule(renamed));
    repository.git('add', '--all');
    const before = repository.git('status', '--porcelain');

    const { config: directory } = await loadConfigAt(
      'HEAD',
      repository.root,
      join(repository.root, 'connector.config.ts'),
    );

    expect(directory).toMatch(/connector-config-/);
    expect(existsSync(String(directory))).toBe(false);
    expect(repository.git('status', '--porcelain')).toBe(before);
  });
});

test.each<{
  what: string;
  file?: string;
  config?: ConnectorConfig;
  args?: string[];
  says: string;
}>([
  { what: 'no ref', args: [], says: "required option '--from <ref>'" },
  {
    what: 'a ref that does not exist',
    args: ['--from', 'nowhere'],
    says: '--from nowhere: connector.config.ts cannot be loaded from there.',
  },
  {
    what: 'a ref that is an option',
    args: ['--from=--help-me'],
    says: '--from --help-me: connector.config.ts',
  },
  {
    what: 'a file that does not load',
    file: 'throw new Error("not today")',
    says: 'cannot be loaded from there. not today',
  },
  {
    what: 'a fault in it',
    file: asModule({ stages: {} }),
    says: 'at HEAD: connector.config.ts has 2 faults',
  },
  {
    what: 'a fault in this one',
    args: ['--from', 'base'],
    config: { stages: { local: {} }, connections: {} },
    says: 'in this checkout: connector',
  },
  {
    what: 'a stage that is not there',
    args: ['--from', 'base', '--stage', 'nowhere'],
    says: 'no such stage',
  },
  {
    what: 'webhooks that are not there',
    args: ['--from', 'base', '--webhooks', 'nowhere.json'],
    says: 'nowhere.json cannot be read',
  },
])('ends with 2 for $what', async ({ file, config, args = ['--from', 'HEAD'], says }) => {
  if (file !== undefined) commit({ 'connector.config.ts': file });

  const { code, err } = await diff(args, config);

  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(says) });
});
