import type { Command } from 'commander';
import { printChecks } from '../base/print-checks.ts';
import type { Run, StageOptions } from '../base/session.ts';
import { withStageOptions } from '../base/stage-options.ts';
import { inspectSecrets } from './inspect-secrets.ts';

export function addCheck(secrets: Command, run: Run): void {
  const command = secrets
    .command('check')
    .summary('whether each is there, filled and accepted')
    .description(
      'Looks at every secret of the stage: is it there, is it filled, does it have the right shape, and does Customer.io take ' +
        'the key pair, in the region that is configured. Asks Customer.io and changes nothing. Prints no value. ' +
        'Exit code 1 if anything is wrong.',
    )
    .action((options: StageOptions) =>
      run(options, async (session) =>
        printChecks(session, await inspectSecrets(session.stage, session.interrupted)),
      ),
    );
  withStageOptions(command, ['', '--stage prod', '--stage prod --json']);
}
