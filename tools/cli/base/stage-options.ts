import type { Command } from 'commander';
import { LOCAL_STAGE } from '../../../shared/config/local-stage.ts';
import { calledAs } from './run-program.ts';

const EXIT_CODES = `
Exit code: 0 done, 1 not or not wholly done, 2 wrong usage, 3 the stage cannot be reached, 130 interrupted.`;

/** For a command that changes or reveals something. */
export function withAuditOption(command: Command): Command {
  return command.option('--no-audit-log', "continue if the stage's audit log cannot be written");
}

/**
 * What every command on a stage has: where it works, how it answers, and the end of its help.
 *
 * @param examples the arguments of each
 */
export function withStageOptions(command: Command, examples: readonly string[]): Command {
  const lines = examples.map((example) =>
    `\n  ${calledAs(command)} ${example}`.trimEnd().replace(/ --$/, ''),
  );
  return command
    .option('--stage <name>', 'stage of connector.config.ts', LOCAL_STAGE)
    .option('--stack <name>', 'its stack (default: the one that exports what the stage exports)')
    .option('--region <region>', "AWS region (default: the stage's, or what AWS_REGION and the profile say)")
    .option('--profile <profile>', 'AWS profile (default: what AWS_PROFILE says)')
    .option('--json', 'for scripts, with `npm run --silent`: JSON on stdout, everything else on stderr')
    .addHelpText('after', `${EXIT_CODES}\n\nExamples:${lines.join('')}`);
}
