import { Command, CommanderError } from 'commander';
import { ConfigError } from '../../../shared/config/explain-faults.ts';
import { StageError } from '../stage/stage.ts';
import { EXIT, type ExitCode, type ProgramContext } from './session.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Creates a program that writes to the given terminal and does not end the process. */
export function createRoot(name: string, { print, note }: Terminal): Command {
  return new Command(name)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => linesOf(text).forEach((line) => void print(line)),
      writeErr: (text) => linesOf(text).forEach(note),
    })
    .configureHelp({
      showGlobalOptions: true,
      commandUsage: (command) => `${calledAs(command)} ${command.usage()}`,
    });
}

/** Returns how to call a command. Commands directly below the program are scripts of package.json. */
export function calledAs(command: Command): string {
  if (command.parent === null) return command.name();
  if (command.parent.parent !== null) return `${calledAs(command.parent)} ${command.name()}`;
  return command.name() === 'start' ? 'npm start --' : `npm run ${command.name()} --`;
}

/**
 * Runs one command line.
 *
 * @param args command line without the name of the program
 * @param create creates the program. Its command passes its exit code to `onEnd`
 */
export async function runProgram(
  args: readonly string[],
  context: ProgramContext,
  create: (onEnd: (code: ExitCode) => void) => Command | Promise<Command>,
): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  try {
    const program = await create((end) => {
      code = end;
    });
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, context);
  }
}

function explain(error: unknown, { terminal, interrupted }: ProgramContext): ExitCode {
  // The parser has already printed the message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (interrupted.aborted) return EXIT.interrupted;
  linesOf(error instanceof Error ? error.message || error.name : String(error)).forEach(terminal.note);
  if (error instanceof UsageError || error instanceof ConfigError) return EXIT.usage;
  return error instanceof StageError || isFromAws(error) ? EXIT.unreachable : EXIT.problems;
}

function linesOf(text: string): string[] {
  return text.trimEnd().split('\n');
}

/** Returns true for an error of AWS or of the connection to it, such as missing credentials or permissions. */
function isFromAws(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return '$metadata' in error || error.name === 'CredentialsProviderError';
}
