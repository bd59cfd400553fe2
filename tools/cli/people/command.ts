import { AUDIT_LOG } from '../base/audit.ts';
import { type AddCommand, createRun } from '../base/session.ts';
import { addForget } from './forget.ts';
import { addImport } from './import.ts';
import { addResync } from './resync.ts';
import { addShow } from './show.ts';

const ABOUT = [
  'People: what the connector knows of them, kept in the people table, and what Customer.io is told.',
  'Nothing of a person is shown but a short hash, unless you ask for it with --reveal.',
  `What changes or reveals something is written into ${AUDIT_LOG}: resync, import and forget before they begin and after they end, --reveal once.`,
].join('\n\n');

const FIRST_STEPS = `
Start here:
  npm run people -- show user-1001
  npm run people -- resync --dry-run
  npm run people -- forget --help`;

/** The commands about people. */
export const addPeople: AddCommand = (program, context, onEnd) => {
  const people = program
    .command('people')
    .summary('people: what is known of them, and how to send, fill and forget it')
    .description(ABOUT)
    .usage('<command> [options]')
    .addHelpText('after', FIRST_STEPS)
    .helpCommand(false);
  const run = createRun(context, onEnd);
  for (const add of [addShow, addResync, addImport, addForget]) add(people, run);
};
