import { createAudit } from '../base/audit.ts';
import type { Check } from '../base/checks.ts';
import { printChecks } from '../base/checks.ts';
import { type ConfirmOptions, isConfirmed } from '../base/confirm.ts';
import {
  type AddCommand,
  createRun,
  EXIT,
  type ExitCode,
  type Session,
  type StageOptions,
} from '../base/session.ts';
import { withAuditOption, withStageOptions } from '../base/stage-options.ts';
import { UsageError } from '../base/usage-error.ts';
import { inspectSecrets } from '../secrets/inspect-secrets.ts';
import { inspectFunctions } from './inspect-functions.ts';
import { inspectPeople } from './inspect-people.ts';
import { inspectQueues } from './inspect-queues.ts';
import { inspectRoles } from './inspect-roles.ts';
import { inspectStack } from './inspect-stack.ts';
import { inspectTraffic } from './inspect-traffic.ts';
import { sendTest } from './send-test.ts';
import { sendThrough, type Through } from './send-through.ts';
import { describeEffect, TEST_EVENT, TEST_USER, testWebhook } from './test-webhook.ts';

interface DoctorOptions extends StageOptions, Pick<ConfirmOptions, 'yes'> {
  readonly sendTest?: boolean;
  readonly through?: string;
}

const ABOUT_TEST = `
--send-test posts a sandbox event ${TEST_EVENT} of the user ${TEST_USER} to
the URL of each connection, as Purchasely would: first with a forged signature,
which counts as one rejected webhook, then signed with the stored secret. If
SANDBOX has a workspace, Customer.io shows it: the person ${TEST_USER} with
the attribute last_event (as far as userProperties are on), and the event only
if the configuration sends unlisted events. Delete the person there when you are
done. If SANDBOX is dropped, Customer.io gets nothing.`;

export const addDoctor: AddCommand = (program, context, onEnd) => {
  const run = createRun(context, onEnd);
  const command = program
    .command('doctor')
    .summary('check a stage, and report how to fix what is wrong')
    .description(
      'Checks a stage from end to end: its alarms and the webhooks of the last hour, the outputs of its stack, whether it ' +
        'runs the configuration of this checkout, its secrets, queues, event source and functions, the permissions of ' +
        'their roles, and the people table. Changes nothing without --send-test. ' +
        'Exit code 1 if there is a finding. Each says how to fix it.',
    )
    .option('--send-test', 'also post a test webhook to each connection')
    .option(
      '--through <url>',
      'with --send-test: post to a backend that forwards to the connector, and check that the webhook arrives; ' +
        '<connection>=<url> if there are several connections',
    )
    .option('--yes', 'with --send-test: do not ask; required without a terminal, except for the local stage')
    .addHelpText('after', ABOUT_TEST)
    .action((options: DoctorOptions) => run(options, (session) => doctor(session, options)));
  withStageOptions(withAuditOption(command), [
    '',
    '--stage prod',
    '--stage prod --json',
    '--stage staging --send-test --yes',
  ]);
};

/** @throws {UsageError} with the expected form */
function readThrough(text: string, { stage }: Session): Through {
  const [, named, url = ''] = text.match(/^(?:([a-z][a-z0-9-]*)=)?(https?:.+)$/) ?? [];
  const connections = Object.keys(stage.config.connections);
  const connection = named ?? (connections.length === 1 ? connections[0] : undefined);
  if (connection === undefined || !connections.includes(connection) || !URL.canParse(url)) {
    throw new UsageError(
      `--through: expected <connection>=<url>, with a connection of ${connections.join(', ')} and the webhook URL of the backend`,
    );
  }
  return { connection, url: new URL(url) };
}

async function doctor(session: Session, options: DoctorOptions): Promise<ExitCode> {
  const { stage, interrupted } = session;
  if (options.through !== undefined && !options.sendTest)
    throw new UsageError('--through needs --send-test.');
  const through = options.through === undefined ? undefined : readThrough(options.through, session);
  const tests = options.sendTest ? prepareTests(session, options, through) : [];
  if (tests.length > 0 && !stage.isLocal && !(await isConfirmed(session, options))) return EXIT.problems;

  const [traffic, secrets, queues, functions, roles, people] = await Promise.all([
    inspectTraffic(stage),
    inspectSecrets(stage, interrupted),
    inspectQueues(stage),
    inspectFunctions(stage),
    inspectRoles(stage),
    inspectPeople(stage),
  ]);
  const checks = [
    ...traffic,
    ...inspectStack(stage),
    ...secrets,
    ...queues,
    ...functions,
    ...roles,
    people,
    ...(await performTests(session, tests)),
  ];
  return printChecks(session, checks);
}

interface Test {
  readonly connection: string;
  readonly webhook: string;
  /** Set if the webhook is posted to a backend instead of the connector. */
  readonly through?: Through;
}

/** Prints the test webhooks and their effect. @throws {UsageError} if confirmation is not possible */
function prepareTests({ stage, terminal }: Session, { yes }: DoctorOptions, through?: Through): Test[] {
  if (!stage.isLocal && !yes && !terminal.isInteractive) {
    throw new UsageError('Confirmation needs a terminal. Check without --send-test, then use --yes.');
  }
  const nowMs = Date.now();
  const connections = Object.entries(stage.config.connections).filter(
    ([name]) => through === undefined || name === through.connection,
  );
  return connections.map(([connection, settings]) => {
    const webhook = testWebhook(settings, nowMs);
    terminal.note(
      `Webhook for ${through?.url.host ?? connection}, stage ${stage.name}: ${describeEffect(webhook, settings, nowMs)}.`,
    );
    return { connection, webhook, ...(through === undefined ? {} : { through }) };
  });
}

async function performTests(session: Session, tests: readonly Test[]): Promise<Check[]> {
  if (tests.length === 0) return [];
  const { stage } = session;
  const audit = await createAudit(session);
  const entry = { command: 'doctor --send-test', messages: tests.length };
  await audit({ ...entry, what: 'begins' });
  const checks = await Promise.all(
    tests.map(async ({ connection, webhook, through }) =>
      through === undefined
        ? sendTest(stage, connection, webhook)
        : [await sendThrough(stage, through, webhook)],
    ),
  );
  await audit({ ...entry, what: 'ends' });
  return checks.flat();
}
