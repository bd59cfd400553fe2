import { type Command, InvalidArgumentError } from 'commander';
import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import { describeDuration } from '../../../shared/durations.ts';
import type { PersonRecord } from '../../../shared/people/person-record.ts';
import { summarize } from '../../../shared/people/summary.ts';
import { propertyOf } from '../../../shared/people/view.ts';
import { PROPERTY_NAMES, type PropertyName } from '../../../shared/purchasely/properties.ts';
import { number } from '../../../shared/words.ts';
import { createAudit } from '../base/audit.ts';
import { assertConfirmable, type ConfirmOptions, isConfirmed } from '../base/confirm.ts';
import { parsePositive } from '../base/parse-count.ts';
import { describeProgress } from '../base/progress.ts';
import { say } from '../base/say.ts';
import { EXIT, type ExitCode, type Run, type Session, type StageOptions } from '../base/session.ts';
import { withAuditOption, withStageOptions } from '../base/stage-options.ts';
import { createPersonHashes } from '../dlq/person-hash.ts';
import { openTable } from '../preview/open-table.ts';
import { forgetPlace, notePlace, readPlace } from './resync-place.ts';
import { ResyncSender } from './send-resyncs.ts';
import { countPeople, scanPeople } from './table.ts';
import { whoseIs } from './whose.ts';

interface ResyncOptions extends StageOptions, ConfirmOptions {
  readonly property?: readonly PropertyName[];
  readonly person?: string;
  /** People per second. */
  readonly rate: number;
  readonly fromStart?: boolean;
}

const DEFAULT_RATE = 50;

export function addResync(program: Command, run: Run): void {
  const command = program
    .command('resync')
    .summary('send the attributes of people to Customer.io again')
    .description(
      'Sends all attributes of all people through the events queue and deliver, with its rate, retries and dead letters, and no ' +
        'event. Use it after a change of userProperties. Shows the number of people and the time, then asks. After an interruption, ' +
        'the next run continues there. Safe to repeat.',
    )
    .option('--property <name...>', 'only people who have a value for these properties', parseProperty)
    .option('--person <id>', 'only this person; id that the app gave to Purchasely')
    .option('--rate <n>', 'send at most this number of people per second', parsePositive, DEFAULT_RATE)
    .option('--from-start', 'start over instead of continuing an interrupted resync')
    .option('--dry-run', 'only show the number of people and the time')
    .option('--yes', 'do not ask; required without a terminal')
    .action((options: ResyncOptions) => run(options, (session) => resync(session, options)));
  withStageOptions(withAuditOption(command), [
    '--dry-run',
    '--property active_plans --property has_access --yes',
    '--person user-1001 --yes',
    '--rate 200 --yes',
  ]);
}

function parseProperty(name: string, before: readonly PropertyName[] = []): PropertyName[] {
  const known = PROPERTY_NAMES.find((each) => each === name);
  if (known === undefined) throw new InvalidArgumentError('Expected a property, see docs/mapping.md.');
  return [...before, known];
}

async function resync(session: Session, options: ResyncOptions): Promise<ExitCode> {
  const { stage, localDirectory } = session;
  assertConfirmable(session, options);
  if (options.person !== undefined) return resyncOne(session, options, options.person);

  const choice = JSON.stringify({ property: [...(options.property ?? [])].sort() });
  if (options.fromStart) forgetPlace(localDirectory, stage.name);
  const place = readPlace(localDirectory, stage.name, choice);
  const total = await count(session, options);
  await say(session, describePlan(session, options, total, place?.sent ?? 0, place?.at));
  if (options.dryRun || total === 0) return end(session, { people: total, sent: 0 }, EXIT.ok);
  if (!(await isConfirmed(session, options))) return EXIT.problems;

  const audit = await createAudit(session);
  const entry = { command: 'people resync', filter: { property: options.property } };
  await audit({ ...entry, what: 'begins', messages: total });
  const before = place?.sent ?? 0;
  const startedAtMs = Date.now();
  let sent = before;
  const onSent = (count: number) => {
    sent += count;
    session.terminal.progress(describeProgress(sent, total, Date.now() - startedAtMs, before));
  };
  const onPage = (lastKey: string) =>
    notePlace(localDirectory, stage.name, { choice, lastKey, sent, at: new Date().toISOString() });
  try {
    await sendAll(session, options, place?.lastKey, onSent, onPage);
  } finally {
    await audit({ ...entry, what: 'ends', messages: sent });
  }
  forgetPlace(localDirectory, stage.name);
  return end(session, { people: total, sent }, EXIT.ok);
}

/**
 * @param onPage called with the last key of a page once the page is in the queue. After a crash before that, the page
 * is sent again
 */
async function sendAll(
  { stage, interrupted }: Session,
  options: ResyncOptions,
  afterKey: string | undefined,
  onSent: (count: number) => void,
  onPage: (lastKey: string) => void,
): Promise<void> {
  const sender = new ResyncSender(stage, options.rate);
  for await (const { records, lastKey } of scanPeople(stage, afterKey)) {
    const chosen = records.filter((record) => isChosen(record, options, stage.config));
    await sender.send(chosen, interrupted, onSent);
    if (lastKey !== undefined) onPage(lastKey);
  }
}

async function resyncOne(session: Session, options: ResyncOptions, id: string): Promise<ExitCode> {
  const { stage, terminal, localDirectory, interrupted } = session;
  const { hashPerson } = await createPersonHashes(stage, localDirectory);
  const known = await openTable(stage).read(whoseIs(id, stage.config).map(({ key }) => key));
  const people = [...known.values()].filter(({ identifiers }) => identifiers !== undefined);
  if (people.length === 0) {
    terminal.note('No person has this id, in any connection and environment.');
    return EXIT.problems;
  }
  const places = people.map(({ connection, environment }) => `${connection} ${environment}`);
  await say(session, [`To resync: <person ${hashPerson(id)}> in ${places.join(' and ')}.`]);
  if (options.dryRun) return end(session, { people: people.length, sent: 0 }, EXIT.ok);
  if (!(await isConfirmed(session, options))) return EXIT.problems;

  const audit = await createAudit(session);
  const entry = { command: 'people resync', filter: { person: hashPerson(id) } };
  await audit({ ...entry, what: 'begins', messages: people.length });
  await new ResyncSender(stage, options.rate).send(people, interrupted, () => {});
  await audit({ ...entry, what: 'ends', messages: people.length });
  return end(session, { people: people.length, sent: people.length }, EXIT.ok);
}

async function count({ stage, terminal, interrupted }: Session, options: ResyncOptions): Promise<number> {
  const tell = (sum: number) => terminal.progress(`${number(sum)} people counted …`);
  if (options.property === undefined) return countPeople(stage, tell);
  let sum = 0;
  for await (const { records } of scanPeople(stage)) {
    interrupted.throwIfAborted();
    sum += records.filter((record) => isChosen(record, options, stage.config)).length;
    tell(sum);
  }
  return sum;
}

/** Returns true for a person to send: one who was not forgotten and has a value for one of the chosen properties. */
function isChosen(
  { identifiers, connection, state }: PersonRecord,
  { property }: ResyncOptions,
  { connections }: Pick<ResolvedConfig, 'connections'>,
): boolean {
  const settings = connections[connection];
  if (identifiers === undefined || settings === undefined) return false;
  if (property === undefined) return true;
  const summary = summarize(state);
  return property.some((name) => propertyOf(name, summary, settings.planPeriodicity) !== undefined);
}

function describePlan(
  { stage }: Session,
  { rate }: ResyncOptions,
  total: number,
  sent: number,
  interruptedAt: string | undefined,
): string[] {
  const left = Math.max(0, total - sent);
  const isOther = stage.mappingVersion !== stage.config.mappingVersion;
  return [
    `To resync: ${number(total)} people of stage ${stage.name}, at ${rate} a second.`,
    ...(interruptedAt === undefined
      ? []
      : [
          `Continues where it stopped on ${interruptedAt}, after ${number(sent)} people. --from-start starts over.`,
        ]),
    `It takes ${describeDuration((left / rate) * 1000)}, with a request to Customer.io per 50 people.`,
    ...(isOther
      ? [
          `Mapping ${stage.mappingVersion ?? 'unknown'} is deployed: deliver uses it, not the one of this checkout.`,
        ]
      : []),
  ];
}

async function end(
  { stage, terminal, isJson }: Session,
  result: { readonly people: number; readonly sent: number },
  code: ExitCode,
): Promise<ExitCode> {
  if (isJson) await terminal.print(JSON.stringify({ stage: stage.name, ...result }));
  else if (result.sent > 0) await terminal.print(`Queued ${number(result.sent)} people for deliver.`);
  return code;
}
