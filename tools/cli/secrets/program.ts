import type { Command } from 'commander';
import type { Run } from '../base/session.ts';
import { addCheck } from './check.ts';
import { addSet } from './set.ts';

const EXAMPLES = `
Examples:
  npm run dlq -- secrets check
  npm run dlq -- secrets set --help`;

/** The commands about the secrets of a stage. */
export function addSecrets(program: Command, run: Run): void {
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
  addSet(secrets, run);
  addCheck(secrets, run);
}
