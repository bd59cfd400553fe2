import { isDeepStrictEqual } from 'node:util';
import type { Command } from 'commander';
import { isForgotten, learn, type News } from '../../../functions/deliver/people/learn.ts';
import { inBatches } from '../../../shared/batches.ts';
import type { ResolvedConnection } from '../../../shared/config/resolved.ts';
import { type EventReading, readEvent } from '../../../shared/mapping/read-event.ts';
import { join } from '../../../shared/people/join.ts';
import { personKeyOf } from '../../../shared/people/person-key.ts';
import { isNothing, NOTHING_KNOWN, type PersonState } from '../../../shared/people/state.ts';
import { parseWebhook } from '../../../shared/purchasely/webhook.ts';
import { number } from '../../../shared/words.ts';
import { createAudit } from '../base/audit.ts';
import { chooseConnection } from '../base/choose-connection.ts';
import { assertConfirmable, type ConfirmOptions, isConfirmed } from '../base/confirm.ts';
import { parsePositive } from '../base/parse-count.ts';
import { describeProgress } from '../base/progress.ts';
import { type NamedWebhook, readAll, STANDARD_INPUT } from '../base/read-webhooks.ts';
import { say } from '../base/say.ts';
import { EXIT, type ExitCode, type Run, type Session, type StageOptions } from '../base/session.ts';
import { withAuditOption, withStageOptions } from '../base/stage-options.ts';
import { table } from '../base/tables.ts';
import { openTable } from '../preview/open-table.ts';
import { type ResyncedPerson, ResyncSender } from './send-resyncs.ts';

interface ImportOptions extends StageOptions, ConfirmOptions {
  readonly connection?: string;
  readonly rate: number;
}

const DEFAULT_RATE = 50;
/** Number of webhooks whose people are read and written together. */
const CHUNK = 100;

export function addImport(program: Command, run: Run): void {
  const command = program
    .command('import')
    .summary('add purchases from webhooks that a backend kept')
    .description(
      'Joins webhooks that a backend kept, signed or not, in any order, into the people table, and then sends the current state of ' +
        'every person in them to Customer.io. Sends no event, so no campaign starts. Newer values in the table stay; a repeat ' +
        'changes nothing. Exit code 1 if some could not be read.',
    )
    .argument(
      '<file...>',
      `files or folders with webhooks: one, a list, or one per line; ${STANDARD_INPUT}: standard input`,
    )
    .option('--connection <name>', 'connection of the webhooks (default: the only one)')
    .option('--rate <n>', 'send at most this number of people per second', parsePositive, DEFAULT_RATE)
    .option('--dry-run', 'only show the plan')
    .option('--yes', 'do not ask; required without a terminal')
    .action((files: string[], options: ImportOptions) =>
      run(options, (session) => importWebhooks(session, files, options)),
    );
  withStageOptions(withAuditOption(command), [
    'tools/local/samples --dry-run',
    'tools/local/samples --yes',
    'tools/local/samples --connection cinema --yes --json',
  ]);
}

/** Descriptions of the results of importing a webhook. */
const OUTCOMES = {
  new: 'with new values',
  older: 'already known, or older than the known values',
  forgotten: 'about a person who was forgotten later',
  nothing: 'without a person: not logged in, or a transaction',
  dropped: 'of an environment that is dropped',
  'unknown environment': 'of an unknown environment',
  unreadable: 'that cannot be read',
} as const;

type Tally = Record<keyof typeof OUTCOMES, number>;

async function importWebhooks(
  session: Session,
  files: readonly string[],
  options: ImportOptions,
): Promise<ExitCode> {
  const { stage, terminal, interrupted } = session;
  assertConfirmable(session, options);
  const connectionName = chooseConnection(stage.config, options.connection);
  const webhooks = await readAll(files, () => terminal.readInput(interrupted));
  await say(session, [
    `To import: ${number(webhooks.length)} webhooks of ${connectionName}, stage ${stage.name}.`,
  ]);
  if (!options.dryRun && !(await isConfirmed(session, options))) return EXIT.problems;

  const filling = new Filling(session, connectionName, options.dryRun === true);
  if (options.dryRun) {
    await fill(session, filling, webhooks);
    return tell(session, filling, 0);
  }
  const audit = await createAudit(session);
  const entry = { command: 'people import', filter: { files: files.length, connection: connectionName } };
  await audit({ ...entry, what: 'begins', messages: webhooks.length });
  let sent = 0;
  try {
    await fill(session, filling, webhooks);
    // Everyone in the files, changed or not: an earlier run that ended here changed people without sending them.
    await new ResyncSender(stage, options.rate).send(filling.people, interrupted, (count) => {
      sent += count;
      terminal.progress(`${number(sent)} of ${number(filling.people.length)} people queued …`);
    });
  } finally {
    await audit({ ...entry, what: 'ends', messages: filling.done });
  }
  return tell(session, filling, sent);
}

async function fill({ terminal, interrupted }: Session, filling: Filling, webhooks: readonly NamedWebhook[]) {
  const startedAtMs = Date.now();
  for (const chunk of inBatches(webhooks, CHUNK)) {
    interrupted.throwIfAborted();
    await filling.add(chunk);
    terminal.progress(describeProgress(filling.done, webhooks.length, Date.now() - startedAtMs));
  }
}

async function tell(
  { stage, terminal, isJson }: Session,
  { tally, people, unreadable }: Filling,
  sent: number,
): Promise<ExitCode> {
  if (isJson) {
    await terminal.print(
      JSON.stringify({ stage: stage.name, webhooks: tally, people: people.length, sent, unreadable }),
    );
  } else {
    const rows = Object.entries(OUTCOMES).map(([name, words]) => [
      number(tally[name as keyof Tally]).padStart(9),
      words,
    ]);
    for (const line of table(rows)) await terminal.print(line);
    for (const name of unreadable.slice(0, 10)) await terminal.print(`  not read: ${name}`);
    await terminal.print(`${number(people.length)} people, ${number(sent)} of them queued for deliver.`);
  }
  return tally.unreadable + tally['unknown environment'] === 0 ? EXIT.ok : EXIT.problems;
}

/** A webhook with values for a person. */
interface Told {
  readonly key: string;
  readonly environment: string;
  readonly reading: EventReading;
}

/** Fills the table in chunks, and counts webhooks by result. */
class Filling {
  readonly tally: Tally = Object.fromEntries(Object.keys(OUTCOMES).map((name) => [name, 0])) as Tally;
  readonly unreadable: string[] = [];
  done = 0;
  readonly #session: Session;
  readonly #connectionName: string;
  readonly #connection: ResolvedConnection;
  readonly #isDry: boolean;
  readonly #people = new Map<string, ResyncedPerson>();

  constructor(session: Session, connectionName: string, isDry: boolean) {
    const connection = session.stage.config.connections[connectionName];
    if (connection === undefined) throw new Error(`there is no connection ${connectionName}`);
    this.#session = session;
    this.#connectionName = connectionName;
    this.#connection = connection;
    this.#isDry = isDry;
  }

  /** People of all webhooks so far. */
  get people(): readonly ResyncedPerson[] {
    return [...this.#people.values()];
  }

  /** @throws if the table cannot be read or written */
  async add(webhooks: readonly NamedWebhook[]): Promise<void> {
    const told = webhooks.flatMap((webhook) => this.#read(webhook) ?? []);
    const byPerson = Map.groupBy(told, ({ key }) => key);
    const store = openTable(this.#session.stage);
    const known = await store.read([...byPerson.keys()]);
    const news: News[] = [];
    for (const [key, ofPerson] of byPerson) {
      const record = known.get(key);
      let state: PersonState = record?.state ?? NOTHING_KNOWN;
      for (const { reading } of ofPerson) {
        const next = isForgotten(reading, record) ? undefined : join(state, reading.state);
        this.tally[next === undefined ? 'forgotten' : isDeepStrictEqual(next, state) ? 'older' : 'new'] += 1;
        state = next ?? state;
      }
      const [first] = ofPerson;
      if (first === undefined) continue;
      const who = {
        connection: this.#connectionName,
        environment: first.environment,
        identifiers: first.reading.identifiers,
      };
      news.push({ key, who, heard: ofPerson.map(({ reading }) => reading) });
      if (!isNothing(state)) this.#people.set(key, { key, ...who });
    }
    if (!this.#isDry) {
      for (const learned of (await learn(news, store)).values()) {
        if (learned.kind === 'failed') throw new Error('the people table could not be written; run it again');
      }
    }
    this.done += webhooks.length;
  }

  #read({ name, text }: NamedWebhook): Told | undefined {
    const parsed = parseWebhook(text);
    if (parsed.kind !== 'event') return this.#skip('unreadable', name);
    const { environment = '' } = parsed.event;
    const reading = readEvent(parsed.event, this.#connection, Date.now(), () => {});
    if (reading.kind === 'unmappable') {
      return this.#skip(
        reading.reason === 'unknown-environment' ? 'unknown environment' : 'unreadable',
        name,
      );
    }
    if (reading.kind === 'skipped') {
      return this.#skip(reading.why === 'environment dropped' ? 'dropped' : 'nothing', name);
    }
    if (reading.owner !== 'person' || isNothing(reading.state)) return this.#skip('nothing', name);
    const key = personKeyOf(this.#connectionName, environment, reading.identifiers);
    return { key, environment, reading };
  }

  #skip(outcome: keyof Tally, name: string): undefined {
    this.tally[outcome] += 1;
    if (outcome === 'unreadable' || outcome === 'unknown environment') this.unreadable.push(name);
  }
}
