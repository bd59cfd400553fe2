import type { Command } from 'commander';
import { printChecks } from '../base/checks.ts';
import type { Run, StageOptions } from '../base/session.ts';
import { type AddCommand, createRun } from '../base/session.ts';
import { withStageOptions } from '../base/stage-options.ts';
import { inspectSecrets } from './inspect-secrets.ts';
import { addSet } from './set.ts';

const EXAMPLES = `
Examples:
  npm run secrets -- check
  npm run secrets -- set --help`;

/** Adds the commands about the secrets of a stage. */
export const addSecrets: AddCommand = (program, context, onEnd) => {
  const secrets = program
    .command('secrets')
    .summary('fill and check the secrets of a stage')
    .description(
      'The secrets of a stage: the shared secret of Purchasely and the key pairs of Customer.io. ' +
        'No command prints a value or takes one as an argument.',
    )
    .usage('<command> [options]')
    .addHelpText('after', EXAMPLES)
    .helpCommand(false);
  const run = createRun(context, onEnd);
  addSet(secrets, run);
  addCheck(secrets, run);
};

export function addCheck(secrets: Command, run: Run): void {
  const command = secrets
    .command('check')
    .summary('check that each secret exists, is filled and accepted')
    .description(
      'Checks that every secret of the stage exists, is filled and has the right shape, and that Customer.io accepts ' +
        'the key pair in the configured region. Asks Customer.io, changes nothing, prints no value. ' +
        'Exit code 1 if there is a finding.',
    )
    .action((options: StageOptions) =>
      run(options, async (session) => {
        const { stage, terminal } = session;
        const code = await printChecks(session, await inspectSecrets(stage, session.interrupted));
        const functions = stage.isLocal ? '' : ' The functions read them by their own roles.';
        terminal.note(`Read under your identity, ${await stage.whoAmI()}.${functions}`);
        return code;
      }),
    );
  withStageOptions(command, ['', '--stage prod', '--stage prod --json']);
}
