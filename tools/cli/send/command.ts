import { InvalidArgumentError, Option } from 'commander';
import { resolveConfig } from '../../../shared/config/resolve.ts';
import { AUDIT_LOG } from '../base/audit.ts';
import { type AddCommand, type CliContext, createRun, EXIT, type ExitCode } from '../base/session.ts';
import { withAuditOption, withStageOptions } from '../base/stage-options.ts';
import { TEST_USER } from '../doctor/test-webhook.ts';
import { foresee } from './foresee.ts';
import { type SendOptions, send } from './send.ts';
import { parseSetting, type Setting } from './set-attributes.ts';
import { toOutgoing } from './to-outgoing.ts';

const ABOUT = [
  'Posts a webhook that Purchasely could have sent now, signed with the stored secret, to the webhook URL of a stage. ' +
    'All values are made up; --set changes them.',
  `Its environment is SANDBOX unless you choose PRODUCTION. Asks first if the webhook would reach the production workspace of a deployed stage, or leave a dead letter there. Writes to ${AUDIT_LOG}, without the user.`,
].join('\n\n');

export const addSend: AddCommand = (program, context, onEnd) => {
  const run = createRun(context, onEnd);
  const command = program
    .command('send')
    .summary('post a made-up, signed webhook to a stage')
    .description(ABOUT)
    .argument('<event>', 'name of an event, such as TRIAL_STARTED')
    .option('--connection <name>', 'connection of the webhook (default: the only one)')
    .addOption(
      new Option('--environment <name>', 'environment of the purchase')
        .choices(['SANDBOX', 'PRODUCTION'])
        .default('SANDBOX'),
    )
    .option('--user <id>', `user of the event (default: ${TEST_USER})`)
    .option(
      '--set <name=value>',
      'set an attribute of the webhook, as JSON or text; remove it without a value; repeatable',
      addSetting,
    )
    .option('--dry-run', 'print the webhook, send nothing; needs no stage')
    .option('--yes', 'do not ask')
    .action(async (event: string, options: SendOptions) => {
      if (options.dryRun) onEnd(await show(event, options, context));
      else await run(options, (session) => send(session, event, options));
    });
  withStageOptions(withAuditOption(command), [
    'TRIAL_STARTED',
    'TRIAL_STARTED --dry-run',
    'SUBSCRIPTION_RENEWED --user ada --set plan=CINEMA_PLUS_YEARLY',
    'TRIAL_STARTED --set user_id= --set anonymous_user_id=C0FFEE',
    'TRIAL_CONVERTED --stage staging --set plan_price_in_eur=79.99',
    'TRIAL_CONVERTED --stage prod --environment PRODUCTION',
  ]);
};

function addSetting(text: string, settings: readonly Setting[] = []): readonly Setting[] {
  const setting = parseSetting(text);
  if (setting === undefined) throw new InvalidArgumentError('Expected name=value.');
  return [...settings, setting];
}

/** Prints the webhook that would be sent, also as input for `npm run preview -- -`. */
async function show(event: string, options: SendOptions, context: CliContext): Promise<ExitCode> {
  const { terminal, loadConfig } = context;
  const config = resolveConfig(await loadConfig(), options.stage);
  const { connection, webhook, nowMs } = toOutgoing(event, options, config);
  const body = JSON.stringify(webhook);
  terminal.note(`Not posted to ${connection}. ${(await foresee(body, config, connection, nowMs)).what}`);
  const lines = options.json ? [body] : JSON.stringify(webhook, null, 2).split('\n');
  for (const line of lines) await terminal.print(line);
  return EXIT.ok;
}
