import type { Command } from 'commander';
import { LOCAL_STAGE } from '../../../shared/config/local-stage.ts';
import { calledAs } from './run-program.ts';

const EXIT_CODES = `
Exit code: 0 done, 1 failed or partly done, 2 wrong usage,
3 stage cannot be reached, 130 interrupted.`;

/** Adds the option of commands that change or reveal something. */
export function withAuditOption(command: Command): Command {
  return command.option('--no-audit-log', "continue if the stage's audit log cannot be written");
}

/**
 * Adds the options of every command on a stage, and its exit codes and examples at the end of its help.
 *
 * @param examples arguments of each example
 */
export function withStageOptions(command: Command, examples: readonly string[]): Command {
  const lines = examples.map((example) =>
    `\n  ${calledAs(command)} ${example}`.trimEnd().replace(/ --$/, ''),
  );
  return command
    .option('--stage <name>', 'stage of connector.config.ts', LOCAL_STAGE)
    .option('--stack <name>', 'stack of the stage (default: found by the exports of the stage)')
    .option('--region <region>', 'AWS region (default: of the stage, AWS_REGION or the profile)')
    .option('--profile <profile>', 'AWS profile (default: AWS_PROFILE)')
    .option('--json', 'print JSON on stdout, the rest on stderr; call with `npm run --silent`')
    .addHelpText('after', `${EXIT_CODES}\n\nExamples:${lines.join('')}`);
}
