import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { ConnectionConfig, ConnectorConfig } from '../../../shared/config/define-config.ts';
import type { ExitCode } from '../../../tools/cli/base/session.ts';
import type { Terminal } from '../../../tools/cli/base/terminal.ts';
import { createProgram, runCli } from '../../../tools/cli/program.ts';
import connectorConfig from '../../support/cinema.config.ts';
import { configWith } from '../../support/config-with.ts';
import { createRepository } from '../../support/repository.ts';
import { createFakeTerminal } from '../../support/terminal.ts';
import { type CodeBlock, codeBlocksOf, inlineCodeOf } from './markdown.ts';

const ROOT = new URL('../../../', import.meta.url);
const DOCUMENTS = [
  ...readdirSync(new URL('docs', ROOT), { encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
];
const NOW_MS = Date.parse('2026-11-20T12:00:00Z');

const COMMAND = /^npm run (?:--silent )?(preview|diff|send) -- (.+)$/;

/** Whose `origin/main` the examples of `diff` compare this checkout with. */
const repository = createRepository();
afterAll(() => repository.remove());

/** A command line of the documentation. */
interface Example {
  readonly where: string;
  readonly line: string;
  /** What the documentation shows of its output. */
  readonly output?: string;
  /** Keys of the connection that `origin/main` is said to have, instead of those of this checkout. */
  readonly onMain?: Partial<ConnectionConfig>;
}

/** The keys of an example of configuration. */
const keysOf = ({ code }: CodeBlock): Partial<ConnectionConfig> => new Function(`return {${code}};`)();

const documented = DOCUMENTS.flatMap((where): Example[] => {
  const markdown = readFileSync(new URL(where, ROOT), 'utf8');
  const blocks = codeBlocksOf(markdown);
  const inBlocks = blocks.flatMap(({ code }, index) => {
    const shown = blocks[index + 1];
    const config = blocks.slice(0, index).findLast(({ kind }) => kind === 'connection');
    return code.split('\n').map((line) => ({
      where,
      line,
      ...(shown?.kind === 'output' && { output: shown.code }),
      ...(config && { onMain: keysOf(config) }),
    }));
  });
  return [...inBlocks, ...inlineCodeOf(markdown).map((line) => ({ where, line }))];
});

/** Those that may be run anywhere. */
const TRIED = ['preview', 'diff', 'send'];

const inHelp = await Promise.all(
  TRIED.map(async (name): Promise<Example[]> => {
    const terminal = createFakeTerminal();
    await runCli([name, '--help'], contextOf(terminal));
    return terminal.out
      .join('\n')
      .split('\n')
      .map((line) => ({ where: `the help of ${name}`, line }));
  }),
);

const examples = [...documented, ...inHelp.flat()]
  .map((example) => ({ ...example, line: example.line.trim().replace(/ +#.*$/, '') }))
  .filter(({ line }) => COMMAND.test(line));

/** What the commands are started with. */
function contextOf(terminal: Terminal) {
  return {
    terminal,
    readConfig: async () => connectorConfig,
    interrupted: new AbortController().signal,
    nowMs: NOW_MS,
    root: repository.root,
    localDirectory: '.local',
  };
}

/** This checkout's configuration with some keys of its sections as `main` has them. */
function configOnMain(onMain: Partial<ConnectionConfig> = {}): ConnectorConfig {
  const cinema: Partial<Record<string, object>> = { ...connectorConfig.connections['cinema'] };
  const sections = Object.entries(onMain).map(([name, keys]) => [name, { ...cinema[name], ...keys }]);
  return configWith(Object.fromEntries(sections));
}

function publish(config: ConnectorConfig): void {
  repository.write('connector.config.ts', `export default ${JSON.stringify(config)};\n`);
  repository.commit();
  repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
}

/** Runs one command of a pipe. `send` is run only if it sends nothing, and parsed otherwise. */
async function runOne(text: string, input: string): Promise<{ code: ExitCode; out: string; err: string }> {
  const [, command = '', rest = ''] = COMMAND.exec(text) ?? [];
  const [line = '', file] = rest.split(' < ');
  const terminal = createFakeTerminal({
    input: file === undefined ? input : readFileSync(new URL(file, ROOT), 'utf8'),
  });
  const args = [command, ...line.split(/ +/)];
  const isParsedOnly = command === 'send' && !args.includes('--dry-run');
  const code = isParsedOnly ? await parseSend(args) : await runCli(args, contextOf(terminal));
  return { code, out: terminal.out.join('\n'), err: terminal.err.join('\n') };
}

async function parseSend(args: readonly string[]): Promise<ExitCode> {
  const program = await createProgram('send', contextOf(createFakeTerminal()), () => {});
  for (const command of program.commands) command.action(() => {});
  await program.parseAsync([...args], { from: 'user' });
  return 0;
}

async function run(line: string) {
  let ended: Awaited<ReturnType<typeof runOne>> = { code: 0, out: '', err: '' };
  for (const part of line.split(' | ')) ended = await runOne(part, ended.out);
  return ended;
}

/** What a block of output stands for: `…` leaves out any part of a line, or any number of lines. */
function toPattern(output: string): RegExp {
  const lines = output
    .trimEnd()
    .split('\n')
    .map((line) => {
      if (line === '…') return '(?:.*\\n)*?';
      return `${line.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('…', '.*')}\\n`;
    });
  return new RegExp(`^${lines.join('')}$`);
}

test('there are examples of each command, and of what two of them print', () => {
  const named = (name: string) => examples.filter(({ line }) => line.includes(`${name} --`));

  expect(named('preview').length).toBeGreaterThan(3);
  expect(named('diff').length).toBeGreaterThan(3);
  expect(named('send').length).toBeGreaterThan(2);
  expect(examples.filter(({ output }) => output !== undefined).length).toBeGreaterThan(2);
});

test.each(TRIED)('npm run %s starts the program', (name) => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(
    readFileSync(new URL('package.json', ROOT), 'utf8'),
  );
  const [runner, ...command] = scripts[name]?.split(' ') ?? [];

  const help = execFileSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...command, '--help'],
    {
      encoding: 'utf8',
    },
  );

  expect({ runner, help }).toEqual({
    runner: 'tsx',
    help: expect.stringContaining(`Usage: npm run ${name} -- `),
  });
});

test.each(examples)('$line, in $where, does what is said there', async ({ line, output, onMain }) => {
  if (line.includes('diff')) publish(configOnMain(onMain));

  const { code, out, err } = await run(line);

  // 1 says something of the webhooks: one would become a dead letter, or a change is shown.
  expect({ isDone: code === 0 || code === 1, err: code > 1 ? err : '' }).toEqual({ isDone: true, err: '' });
  if (output !== undefined) expect(`${out}\n`).toMatch(toPattern(output));
});
