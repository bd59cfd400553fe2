import { HIDDEN_SECONDS } from '../../../shared/dead-letters/hold.ts';
import { AUDIT_LOG } from '../base/audit.ts';
import { type AddCommand, createRun } from '../base/session.ts';
import { addDiscard } from './discard.ts';
import { addExport } from './export.ts';
import { addImport } from './import.ts';
import { addList } from './list.ts';
import { addReplay } from './replay.ts';
import { addShow } from './show.ts';
import { addStatus } from './status.ts';

const ABOUT = [
  'Dead letters: the webhooks that could not be delivered to Customer.io, and what to do with them.',
  `Looking takes nothing away. What a command looks at is hidden from others while it runs, and comes back when it ends; if it is killed, within ${HIDDEN_SECONDS} s. Nothing of a person is shown but a short hash, unless you ask for it with --reveal.`,
  `What changes or reveals something is written into ${AUDIT_LOG}: replay, import, discard, export, secrets set and doctor --send-test before they begin and after they end, --reveal once. Who, when, the stage, the command, the filter and how many.`,
].join('\n\n');

const FIRST_STEPS = `
Start here:
  npm run dlq -- status
  npm run dlq -- list --older-than 36h
  npm run dlq -- replay --help`;

/** The commands about dead letters. */
export const addDlq: AddCommand = (program, context, onEnd) => {
  const dlq = program
    .command('dlq')
    .summary('dead letters: look at them, replay them')
    .description(ABOUT)
    .usage('<command> [options]')
    .addHelpText('after', FIRST_STEPS)
    .helpCommand(false);
  const run = createRun(context, onEnd);
  for (const add of [addStatus, addList, addShow, addReplay, addExport, addImport, addDiscard]) add(dlq, run);
};
