import { Command, CommanderError } from 'commander';
import { ConfigError } from '../shared/config/explain-faults.ts';
import { AUDIT_LOG } from './command/audit.ts';
import { createRun, type DlqContext, EXIT, type ExitCode } from './command/session.ts';
import { UsageError } from './command/usage-error.ts';
import { addDiscard } from './dlq/discard.ts';
import { addExport } from './dlq/export.ts';
import { HIDDEN_SECONDS } from './dlq/hold.ts';
import { addImport } from './dlq/import.ts';
import { addList } from './dlq/list.ts';
import { addReplay } from './dlq/replay.ts';
import { addShow } from './dlq/show.ts';
import { addStatus } from './dlq/status.ts';
import { addDoctor } from './doctor/program.ts';
import { addSecrets } from './secrets/program.ts';
import { StageError } from './stage/stage.ts';

const ABOUT = [
  'Dead letters: the webhooks that could not be delivered to Customer.io, and what to do with them.',
  `Looking takes nothing away. What a command looks at is hidden from others while it runs, and comes back when it ends; if it is killed, within ${HIDDEN_SECONDS} s. Nothing of a person is shown but a short hash, unless you ask for it with --reveal.`,
  `What changes or reveals something is written into ${AUDIT_LOG}: replay, import, discard, secrets set and doctor --send-test before they begin and after they end, export and --reveal once. Who, when, the stage, the command, the filter and how many.`,
].join('\n\n');

const FIRST_STEPS = `
Start here:
  npm run dlq -- status
  npm run dlq -- list --older-than 36h
  npm run dlq -- replay --help`;

/** The program, all commands in it. */
export function createProgram(context: DlqContext, onEnd: (code: ExitCode) => void): Command {
  const { print, note } = context.terminal;
  const program = new Command('npm run dlq --')
    .description(ABOUT)
    .usage('<command> [options]')
    .addHelpText('after', FIRST_STEPS)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void print(text.trimEnd()),
      writeErr: (text) => note(text.trimEnd()),
    });
  const run = createRun(context, onEnd);
  for (const add of [addStatus, addList, addShow, addReplay, addExport, addImport, addDiscard]) {
    add(program, run);
  }
  program.commandsGroup('The stage around them:');
  for (const add of [addSecrets, addDoctor]) add(program, run);
  return program;
}

/**
 * Runs one command line.
 *
 * @param args without the program's own name
 */
export async function runDlq(args: readonly string[], context: DlqContext): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const program = createProgram(context, (end) => {
    code = end;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, context);
  }
}

function explain(error: unknown, { terminal, interrupted }: DlqContext): ExitCode {
  // The parser has said it already, if there was anything to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (interrupted.aborted) return EXIT.interrupted;
  terminal.note(error instanceof Error ? error.message || error.name : String(error));
  if (error instanceof UsageError || error instanceof ConfigError) return EXIT.usage;
  return error instanceof StageError || isFromAws(error) ? EXIT.unreachable : EXIT.problems;
}

/** An answer of AWS, or none: no credentials, no permission, no connection. */
function isFromAws(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return '$metadata' in error || error.name === 'CredentialsProviderError';
}
