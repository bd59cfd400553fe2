import { readdirSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { runProgram } from '../../../tools/cli/base/run-program.ts';
import { createProgram } from '../../../tools/cli/program.ts';
import connectorConfig from '../../support/cinema.config.ts';
import { createFakeTerminal } from '../../support/terminal.ts';
import { codeBlocksOf, inlineCodeOf } from './markdown.ts';

const ROOT = new URL('../../../', import.meta.url);
const DOCUMENTS = [
  ...readdirSync(new URL('docs', ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'tools/faults/README.md',
];

const COMMAND_LINE =
  /^npm (?:run )?(?:--silent )?(start|doctor|(?:dlq|people|secrets)(?= --))(?: --(?= ))?(.*)$/;
/** The same, as the package has it. */
const OF_PACKAGE = /^npx purchasely-customerio (start|doctor|dlq|people|secrets)( .+)$/;
/** What the shell keeps for itself: redirections, pipes, comments. A placeholder such as `<id>` is an argument. */
const OF_THE_SHELL = / +(?:[<>|] .*|#.*)$/;

/** What the program is called with. Those of preview, diff and send are run by tried-commands.test.ts. */
const lines = DOCUMENTS.flatMap((path) => {
  const markdown = readFileSync(new URL(path, ROOT), 'utf8');
  return [
    ...codeBlocksOf(markdown).flatMap(({ code }) => code.split('\n')),
    ...inlineCodeOf(markdown),
  ].flatMap((text) => {
    const [, command, rest = ''] = COMMAND_LINE.exec(text.trim()) ?? OF_PACKAGE.exec(text.trim()) ?? [];
    return command === undefined ? [] : [{ path, line: `${command}${rest.replace(OF_THE_SHELL, '')}` }];
  });
});

const terminal = createFakeTerminal();
const context = {
  terminal,
  readConfig: async () => connectorConfig,
  root: '.',
  localDirectory: '.local',
  nowMs: 0,
  interrupted: new AbortController().signal,
};

/** The real program, whose commands do nothing. */
async function createParser(called?: string): Promise<Command> {
  const program = await createProgram(called, context, () => {});
  disarm(program);
  return program;
}

function disarm(command: Command): void {
  // One with commands of its own has to be given one of them.
  if (command.commands.length === 0) command.action(() => {});
  for (const each of command.commands) disarm(each);
}

test.each(lines)('$line, in $path, is a command line', async ({ line }) => {
  const args = line.split(/ +/);
  terminal.err.length = 0;

  const code = await runProgram(args, context, () => createParser(args[0]));

  expect({ code, err: terminal.err }).toEqual({ code: 0, err: [] });
});

test('the runbook uses every command on a stage', async () => {
  const leaves = (command: Command): Command[] =>
    command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
  const nameOf = (command: Command): string =>
    command.parent?.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
  const used = lines.filter(({ path }) => path === 'docs/runbook.md').map(({ line }) => `${line} `);
  const parsers = await Promise.all(['dlq', 'people', 'secrets', 'doctor'].map(createParser));

  const unused = parsers
    .flatMap(leaves)
    .map(nameOf)
    .filter((name) => !used.some((line) => line.startsWith(`${name} `)));

  expect(unused).toEqual([]);
});

test('package.json has a script for each command, and the program tells what each is for', async () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(
    readFileSync(new URL('package.json', ROOT), 'utf8'),
  );
  const { commands } = await createParser();

  expect(commands.map((each) => scripts[each.name()])).toEqual(
    commands.map((each) => `tsx tools/cli/main.ts ${each.name()}`),
  );
  expect(commands.filter((each) => each.summary() === '')).toEqual([]);
});
