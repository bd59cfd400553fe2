import { type AddCommand, createRun } from '../base/session.ts';
import { addCheck } from './check.ts';
import { addSet } from './set.ts';

const EXAMPLES = `
Examples:
  npm run secrets -- check
  npm run secrets -- set --help`;

/** The commands about the secrets of a stage. */
export const addSecrets: AddCommand = (program, context, onEnd) => {
  const secrets = program
    .command('secrets')
    .summary('fill and check the secrets of a stage')
    .description(
      'The secrets of a stage: the shared secret of Purchasely and the key pairs of Customer.io. ' +
        'No command prints a value, and none takes one as an argument.',
    )
    .usage('<command> [options]')
    .addHelpText('after', EXAMPLES)
    .helpCommand(false);
  const run = createRun(context, onEnd);
  addSet(secrets, run);
  addCheck(secrets, run);
};
