import { AUDIT_LOG } from '../base/audit.ts';
import { type AddCommand, createRun } from '../base/session.ts';
import { addForget } from './forget.ts';
import { addImport } from './import.ts';
import { addResync } from './resync.ts';
import { addShow } from './show.ts';

const ABOUT = [
  'Shows and changes the people table: purchases of each person, and the attributes that Customer.io gets.',
  'People are shown as short hashes; --reveal shows their data.',
  `Changes and --reveal are written to ${AUDIT_LOG}: resync, import and forget before and after, --reveal once.`,
].join('\n\n');

const FIRST_STEPS = `
Start here:
  npm run people -- show user-1001
  npm run people -- resync --dry-run
  npm run people -- forget --help`;

/** Adds the commands about people. */
export const addPeople: AddCommand = (program, context, onEnd) => {
  const people = program
    .command('people')
    .summary('show, resync, import and forget people')
    .description(ABOUT)
    .usage('<command> [options]')
    .addHelpText('after', FIRST_STEPS)
    .helpCommand(false);
  const run = createRun(context, onEnd);
  for (const add of [addShow, addResync, addImport, addForget]) add(people, run);
};
