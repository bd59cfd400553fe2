import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CONFIG_FILE } from '../../shared/config/load-config.ts';
import { createRoot, runProgram } from './base/run-program.ts';
import type { AddCommand, CliContext, CliProcess, ExitCode } from './base/session.ts';

const ABOUT =
  'The connector between Purchasely and Customer.io: runs it on this machine, tries its configuration, operates a stage. ' +
  'Each command has --help.';

/** Each command is loaded when it is called, so that none waits for the imports of the others. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  start: async () => (await import('./start/command.ts')).addStart,
  preview: async () => (await import('./preview/command.ts')).addPreview,
  diff: async () => (await import('./diff/command.ts')).addDiff,
  send: async () => (await import('./send/command.ts')).addSend,
  dlq: async () => (await import('./dlq/command.ts')).addDlq,
  people: async () => (await import('./people/command.ts')).addPeople,
  secrets: async () => (await import('./secrets/command.ts')).addSecrets,
  doctor: async () => (await import('./doctor/command.ts')).addDoctor,
};

/** Creates the program with the called command, or with all of them if none is called. */
export async function createProgram(
  called: string | undefined,
  process: CliProcess,
  onEnd: (code: ExitCode) => void,
): Promise<Command> {
  const program = createRoot('npx tsx tools/cli/main.ts', process.terminal)
    .description(ABOUT)
    .usage('<command> [options]')
    .option('--config <path>', 'configuration file', CONFIG_FILE);
  const configFile = () => resolve(process.root, program.opts<{ config: string }>().config);
  const context: CliContext = { ...process, configFile, loadConfig: () => process.readConfig(configFile()) };
  const isKnown = called !== undefined && Object.hasOwn(COMMANDS, called);
  for (const [name, load] of Object.entries(COMMANDS)) {
    if (name === called || !isKnown) (await load())(program, context, onEnd);
  }
  return program;
}

/**
 * Runs one command line.
 *
 * @param args for example `['dlq', 'status']`
 */
export function runCli(args: readonly string[], process: CliProcess): Promise<ExitCode> {
  return runProgram(args, process, (onEnd) => createProgram(args[0], process, onEnd));
}
