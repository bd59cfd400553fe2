import type { Command } from 'commander';
import type { CliProcess } from '../../../tools/cli/base/session.ts';
import { createProgram, runCli } from '../../../tools/cli/program.ts';
import connectorConfig from '../../support/cinema.config.ts';
import { createFakeTerminal } from '../../support/terminal.ts';

const process = (terminal = createFakeTerminal()): CliProcess => ({
  terminal,
  readConfig: async () => connectorConfig,
  root: '/nowhere',
  localDirectory: '/nowhere/.local',
  nowMs: 0,
  interrupted: new AbortController().signal,
});

/** The words that call each command, groups among them. */
const callsOf = (command: Command): string[][] => [
  [],
  ...command.commands.flatMap((each) => callsOf(each).map((call) => [each.name(), ...call])),
];

test('the help of every command fits 80 columns, its examples too', async () => {
  const calls = callsOf(await createProgram(undefined, process(), () => {}));
  expect(calls).toContainEqual(['dlq', 'show']);

  const terminal = createFakeTerminal();
  for (const call of calls) await runCli([...call, '--help'], process(terminal));

  expect(terminal.out.filter((line) => line.startsWith('Usage: '))).toHaveLength(calls.length);
  expect(terminal.out.filter((line) => line.length > 80)).toEqual([]);
});
