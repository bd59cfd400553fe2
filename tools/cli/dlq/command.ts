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
  'Shows and replays dead letters: webhooks that could not be delivered to Customer.io.',
  `Looking removes nothing. A command hides dead letters from others while it looks at them. They are visible again when it ends, or after a kill within ${HIDDEN_SECONDS} s. People are shown as short hashes; --reveal shows their data.`,
  `Changes and --reveal are written to ${AUDIT_LOG}, with user, time, stage, command, filter and count: replay, import, discard, export, secrets set and doctor --send-test before and after, --reveal once.`,
].join('\n\n');

const FIRST_STEPS = `
Start here:
  npm run dlq -- status
  npm run dlq -- list --older-than 36h
  npm run dlq -- replay --help`;

/** Adds the commands about dead letters. */
export const addDlq: AddCommand = (program, context, onEnd) => {
  const dlq = program
    .command('dlq')
    .summary('show and replay dead letters')
    .description(ABOUT)
    .usage('<command> [options]')
    .addHelpText('after', FIRST_STEPS)
    .helpCommand(false);
  const run = createRun(context, onEnd);
  for (const add of [addStatus, addList, addShow, addReplay, addExport, addImport, addDiscard]) add(dlq, run);
};
