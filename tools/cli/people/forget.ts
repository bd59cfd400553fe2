import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Workspace } from '../../../shared/config/resolved.ts';
import { credentialsSchema } from '../../../shared/config/secret-values.ts';
import { holding } from '../../../shared/dead-letters/hold.ts';
import { countMessages } from '../../../shared/dead-letters/queue-counts.ts';
import { scan } from '../../../shared/dead-letters/scan.ts';
import { workspaceOf } from '../../../shared/mapping/read-event.ts';
import { DELIVER_TIMEOUT_SECONDS } from '../../../shared/messages/timing.ts';
import { NOTHING_KNOWN } from '../../../shared/people/state.ts';
import { deadLetters, number } from '../../../shared/words.ts';
import { askTrackApi } from '../base/ask-track-api.ts';
import { createAudit } from '../base/audit.ts';
import { assertConfirmable, type ConfirmOptions, isConfirmed } from '../base/confirm.ts';
import { say } from '../base/say.ts';
import { EXIT, type ExitCode, type Run, type Session, type StageOptions } from '../base/session.ts';
import { withAuditOption, withStageOptions } from '../base/stage-options.ts';
import { createPersonHashes } from '../dlq/person-hash.ts';
import { openTable } from '../preview/open-table.ts';
import { type Whose, whoseIs } from './whose.ts';

interface ForgetOptions extends StageOptions, ConfirmOptions {
  readonly atCustomerio?: boolean;
}

export function addForget(program: Command, run: Run): void {
  const command = program
    .command('forget')
    .summary('erase one person, so that later webhooks do not restore them')
    .description(
      'Replaces the record of a person by an anonymous tombstone: webhooks, replays and imports about earlier purchases no longer ' +
        'change anything. A later purchase starts a new person. Lists the dead letters of the person, which hold webhooks. ' +
        'docs/erasure.md lists all steps, in order.',
    )
    .argument('<id>', 'id that the app gave to Purchasely')
    .option('--at-customerio', 'also delete the person at Customer.io')
    .option('--dry-run', 'only show the plan')
    .option('--yes', 'do not ask; required without a terminal')
    .action((id: string, options: ForgetOptions) => run(options, (session) => forget(session, id, options)));
  withStageOptions(withAuditOption(command), ['user-1001 --dry-run', 'user-1001 --at-customerio --yes']);
}

async function forget(session: Session, id: string, options: ForgetOptions): Promise<ExitCode> {
  const { stage, localDirectory } = session;
  assertConfirmable(session, options);
  const { hashPerson } = await createPersonHashes(stage, localDirectory);
  const person = hashPerson(id);
  const places = whoseIs(id, stage.config);
  const known = await openTable(stage).read(places.map(({ key }) => key));
  const held = [...known.values()].filter(({ identifiers }) => identifiers !== undefined);
  const letters = await findLetters(session, id);

  const plan = [
    `To forget: <person ${person}>, known in ${number(held.length)} of ${number(places.length)} places` +
      `${held.length === 0 ? '' : ` (${held.map(({ connection, environment }) => `${connection} ${environment}`).join(', ')})`}.`,
    ...(options.atCustomerio ? ['Deletes the person at Customer.io, with all their events.'] : []),
    ...(letters.length === 0
      ? ['No dead letter is about this person.']
      : [
          `${deadLetters(letters.length)} about this person: ${letters.join(', ')}.`,
          `  npm run dlq -- discard --person ${person} ${stage.options}`,
        ]),
  ];
  await say(session, plan);
  if (options.dryRun) return end(session, { forgotten: 0, deadLetters: letters, deleted: 0 });
  if (!(await isConfirmed(session, options))) return EXIT.problems;

  const audit = await createAudit(session);
  const entry = { command: 'people forget', filter: { person, atCustomerio: options.atCustomerio } };
  await audit({ ...entry, what: 'begins' });
  for (const place of places) await leaveTombstone(session, place, Date.now());
  const deleted = options.atCustomerio ? await deleteAtCustomerio(session, places) : 0;
  await audit({ ...entry, what: 'ends' });
  return end(session, { forgotten: places.length, deadLetters: letters, deleted });
}

/** Returns the message ids of the dead letters of a person. */
async function findLetters({ stage, terminal, interrupted }: Session, id: string): Promise<string[]> {
  return holding(stage, terminal.note, async (hold) => {
    const found: string[] = [];
    for await (const letter of scan(hold, stage.pollSeconds, interrupted)) {
      if (letter.personId === id) found.push(letter.messageId);
    }
    return found;
  });
}

/** Replaces the record with a tombstone, and repeats that if another process writes at the same time. */
async function leaveTombstone({ stage }: Session, place: Whose, nowMs: number): Promise<void> {
  const people = openTable(stage);
  const { key, connection, environment } = place;
  for (;;) {
    const record = (await people.read([key])).get(key);
    const tombstone = {
      key,
      connection,
      environment,
      state: NOTHING_KNOWN,
      clock: record?.clock ?? 0,
      revision: (record?.revision ?? 0) + 1,
      forgottenAtMs: nowMs,
    };
    const written = (await people.write([{ record: tombstone, replaced: record }])).get(key);
    if (written?.kind === 'failed') throw written.error;
    if (written?.kind === 'stored') return;
  }
}

/**
 * Waits for running deliveries first, because one that read the record before the tombstone would recreate the person.
 */
async function deleteAtCustomerio(session: Session, places: readonly Whose[]): Promise<number> {
  const { stage, terminal } = session;
  await untilDelivered(session);
  let deleted = 0;
  for (const { connection, environment, identifiers } of places) {
    const settings = stage.config.connections[connection];
    const workspace = settings && workspaceOf(environment, settings);
    if (workspace === undefined || workspace === 'drop') continue;
    const failure = await deletePerson(session, workspace, identifiers);
    if (failure === undefined) deleted += 1;
    else terminal.note(`Not deleted in the workspace of ${workspace.secret.name}: ${failure}`);
  }
  if (deleted < places.length) throw new Error('Not deleted everywhere at Customer.io; run it again');
  return deleted;
}

async function untilDelivered({ stage, terminal, interrupted }: Session): Promise<void> {
  const deadlineMs = Date.now() + DELIVER_TIMEOUT_SECONDS * 1000;
  while (Date.now() < deadlineMs) {
    const { inFlight } = await countMessages(stage, stage.eventsQueueUrl);
    if (inFlight === 0 && stage.countsLagMs === 0) return;
    terminal.progress('Waiting for running deliveries …');
    await wait(1_000, undefined, { signal: interrupted });
  }
}

/** @returns why it failed, or undefined. @see https://docs.customer.io/integrations/api/track/#operation/batch */
async function deletePerson(
  { stage, interrupted }: Session,
  { secret, region }: Workspace,
  identifiers: Whose['identifiers'],
): Promise<string | undefined> {
  const credentials = credentialsSchema.parse(JSON.parse(await stage.readSecret(secret.name)));
  const batch = [{ type: 'person', action: 'delete', identifiers }];
  const origin = stage.trackOrigins[region];
  const answer = await askTrackApi(origin, '/api/v2/batch', credentials, interrupted, { batch });
  if (answer.kind === 'no answer') return answer.cause;
  return answer.status === 200 ? undefined : `HTTP ${answer.status}`;
}

async function end(
  { stage, terminal, isJson }: Session,
  result: { readonly forgotten: number; readonly deadLetters: readonly string[]; readonly deleted: number },
): Promise<ExitCode> {
  if (isJson) await terminal.print(JSON.stringify({ stage: stage.name, ...result }));
  else if (result.forgotten > 0) {
    await terminal.print(
      `Forgotten. ${result.deleted > 0 ? 'Deleted at Customer.io. ' : ''}Webhooks about earlier purchases are skipped from now on.`,
    );
  }
  return EXIT.ok;
}
