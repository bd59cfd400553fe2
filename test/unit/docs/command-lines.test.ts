import { readdirSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import connectorConfig from '../../../connector.config.ts';
import { createTerminal } from '../../../tools/cli/base/terminal.ts';
import { createProgram } from '../../../tools/cli/program.ts';
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
];

const COMMAND_LINE = /^npm run (?:--silent )?dlq -- (.+)$/;
/** What the shell keeps for itself: redirections, pipes, comments. A placeholder such as `<id>` is an argument. */
const OF_THE_SHELL = / +(?:[<>|] .*|#.*)$/;

/** Command lines of `npm run dlq`, without the program's own name. */
const lines = DOCUMENTS.flatMap((path) => {
  const markdown = readFileSync(new URL(path, ROOT), 'utf8');
  return [...codeBlocksOf(markdown).flatMap(({ code }) => code.split('\n')), ...inlineCodeOf(markdown)]
    .map((text) => COMMAND_LINE.exec(text.trim())?.[1]?.replace(OF_THE_SHELL, ''))
    .filter((line) => line !== undefined)
    .map((line) => ({ path, line }));
});

/** The real program, whose commands do nothing. */
function createParser(): Command {
  const context = {
    terminal: createTerminal(process),
    connectorConfig,
    localDirectory: '.local',
    interrupted: new AbortController().signal,
  };
  const program = createProgram(context, () => {});
  disarm(program);
  return program;
}

function disarm(command: Command): void {
  // One with commands of its own has to be given one of them.
  if (command.commands.length === 0) command.action(() => {});
  for (const each of command.commands) disarm(each);
}

test.each(lines)('npm run dlq -- $line, in $path, is a command line', async ({ line }) => {
  const parsed = createParser().parseAsync(line.split(/ +/), { from: 'user' });

  await expect(parsed).resolves.toBeDefined();
});

test('the runbook uses every command', () => {
  const leaves = (command: Command): Command[] =>
    command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
  const nameOf = (command: Command): string =>
    command.parent?.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
  const used = lines.filter(({ path }) => path === 'docs/runbook.md').map(({ line }) => `${line} `);

  const unused = leaves(createParser())
    .map(nameOf)
    .filter((name) => !used.some((line) => line.startsWith(`${name} `)));

  expect(unused).toEqual([]);
});
