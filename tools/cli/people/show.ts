import type { Command } from 'commander';
import type { PersonRecord } from '../../../shared/people/person-record.ts';
import { summarize } from '../../../shared/people/summary.ts';
import { createAudit } from '../base/audit.ts';
import { fold } from '../base/fold.ts';
import { EXIT, type ExitCode, type Run, type Session, type StageOptions } from '../base/session.ts';
import { withAuditOption, withStageOptions } from '../base/stage-options.ts';
import { table } from '../base/tables.ts';
import type { Line } from '../base/terminal.ts';
import { createPersonHashes } from '../dlq/person-hash.ts';
import { describeByEvents, describePurchase } from '../preview/describe-preview.ts';
import { explainProperties, toPurchases } from '../preview/explain-people.ts';
import { openTable } from '../preview/open-table.ts';
import { whoseIs } from './whose.ts';

interface ShowOptions extends StageOptions {
  readonly reveal?: boolean;
}

export function addShow(program: Command, run: Run): void {
  const command = program
    .command('show')
    .summary('show one person, and the event behind each attribute')
    .description(
      'Shows one person: purchases, the main subscription, every attribute, as last sent to Customer.io, with the events behind ' +
        'it. Exit code 1 if no person has this id.',
    )
    .argument('<id>', 'id that the app gave to Purchasely')
    .option('--reveal', 'also show personal data; the audit log records it')
    .action((id: string, options: ShowOptions) => run(options, (session) => show(session, id, options)));
  withStageOptions(withAuditOption(command), ['user-1001', 'user-1001 --reveal', 'user-1001 --json']);
}

async function show(session: Session, id: string, { reveal = false }: ShowOptions): Promise<ExitCode> {
  const { stage, terminal, isJson, localDirectory } = session;
  const { hashPerson } = await createPersonHashes(stage, localDirectory);
  const known = await openTable(stage).read(whoseIs(id, stage.config).map(({ key }) => key));
  if (reveal && known.size > 0) {
    const audit = await createAudit(session);
    await audit({ command: 'people show', what: 'reveals', filter: { person: hashPerson(id) } });
  }
  const people = [...known.values()].map((record) => toView(session, record, hashPerson(id), reveal));
  if (isJson) await terminal.print(JSON.stringify({ stage: stage.name, people }));
  else for (const person of people) for (const line of describe(person)) await terminal.print(line);
  if (people.length > 0) return EXIT.ok;
  terminal.note('No person has this id, in any connection and environment.');
  return EXIT.problems;
}

/** Properties with personal values, which are hidden without `--reveal`. */
const PERSONAL: ReadonlySet<string> = new Set([
  'user_id',
  'anonymous_user_id',
  'device_id',
  'purchasely_subscription_id',
  'purchasely_one_time_purchase_id',
  'store_transaction_id',
  'store_original_transaction_id',
]);

type View = ReturnType<typeof toView>;

function toView({ stage }: Session, record: PersonRecord, person: string, reveal: boolean) {
  const { connection, environment, forgottenAtMs, identifiers, clock, revision, state } = record;
  const settings = stage.config.connections[connection];
  const summary = summarize(state);
  const propertyOf = new Map(settings?.userProperties.map(([property, attribute]) => [attribute, property]));
  const why = settings === undefined ? [] : explainProperties(summary, settings);
  const isHidden = (name: string) => !reveal && PERSONAL.has(name);
  return {
    person: reveal && identifiers !== undefined ? identifiers : `<person ${person}>`,
    connection,
    environment,
    ...(forgottenAtMs === undefined ? {} : { forgottenAt: new Date(forgottenAtMs).toISOString() }),
    lastSent: { asOf: new Date(clock * 1000).toISOString(), revision },
    purchases: toPurchases(summary).map((purchase, index) => ({
      ...purchase,
      ...(reveal ? {} : { id: `purchase ${index + 1}` }),
    })),
    why: why.map(({ name, value, rule, from }) => ({
      name,
      value: isHidden(propertyOf.get(name) ?? '') && value !== '' ? '<hidden>' : value,
      rule,
      from: from.map(({ purchase: _, value: said, ...source }) => ({
        ...source,
        value: isHidden(source.says) && said !== '' ? '<hidden>' : said,
      })),
    })),
    ...(reveal ? { record } : {}),
  };
}

function describe(view: View): Line[] {
  const { person, connection, environment, forgottenAt, lastSent, purchases, why } = view;
  const who = typeof person === 'string' ? person : Object.values(person).join(' ');
  return [
    { style: 'bold', text: `${who}  ${connection} ${environment}` },
    ...(forgottenAt === undefined
      ? []
      : fold(`  Forgotten on ${forgottenAt}: webhooks about earlier purchases are skipped.`)),
    ...(purchases.length === 0 ? ['  No purchase is known.'] : table(purchases.map(describePurchase))),
    ...(why.length === 0
      ? []
      : [
          `  Last sent to Customer.io, as of ${lastSent.asOf}, change ${lastSent.revision}`,
          ...describeByEvents(why),
        ]),
    '',
  ];
}
