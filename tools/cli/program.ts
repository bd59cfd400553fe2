import type { Command } from 'commander';
import { AUDIT_LOG } from './base/audit.ts';
import { createRoot, runProgram } from './base/run-program.ts';
import { createRun, type DlqContext, type ExitCode } from './base/session.ts';
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
  const program = createRoot('npm run dlq --', context.terminal)
    .description(ABOUT)
    .usage('<command> [options]')
    .addHelpText('after', FIRST_STEPS);
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
export function runDlq(args: readonly string[], context: DlqContext): Promise<ExitCode> {
  return runProgram(args, context, (onEnd) => createProgram(context, onEnd));
}
