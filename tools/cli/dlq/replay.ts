import { type Command, InvalidArgumentError } from 'commander';
import type { Collected } from '../../../shared/dead-letters/collect.ts';
import { type Hold, holding } from '../../../shared/dead-letters/hold.ts';
import { type ReplayResult, replayLetters } from '../../../shared/dead-letters/replay-letters.ts';
import { deadLetters, number } from '../../../shared/words.ts';
import { createAudit } from '../base/audit.ts';
import { assertConfirmable } from '../base/confirm.ts';
import { parsePositive } from '../base/parse-count.ts';
import { describeProgress } from '../base/progress.ts';
import { EXIT, type ExitCode, type Run, type Session, type StageOptions } from '../base/session.ts';
import { withAuditOption, withStageOptions } from '../base/stage-options.ts';
import { agreeOnPlan, type PlanOptions } from './agree-on-plan.ts';
import { describeFilter } from './filter.ts';
import { type FilterOptions, toFilter, withFilterOptions } from './filter-options.ts';
import { createPersonHashes } from './person-hash.ts';
import { Watch, type Watched } from './watch.ts';

interface ReplayOptions extends StageOptions, FilterOptions, PlanOptions {
  /** Messages per second. */
  readonly rate: number;
  readonly watch?: boolean;
  /** Percent. */
  readonly stopAt: number;
}

const DEFAULT_RATE = 50;
const DEFAULT_STOP_AT_PERCENT = 20;

export function addReplay(program: Command, run: Run): void {
  const command = program
    .command('replay')
    .summary('send dead letters to Customer.io again')
    .description(
      'Sends the dead letters that the filters choose back to the events queue, as the original webhooks. Shows the plan and ' +
        'asks first. A dead letter is deleted only after its copy was stored. Interrupted or repeated, a replay loses ' +
        'nothing and delivers each event once. Exit code 1 if some failed, were not sent or came back.',
    )
    .option('--dry-run', 'only show the plan')
    .option('--yes', 'do not ask; required without a terminal')
    .option('--rate <n>', 'send at most this number per second', parsePositive, DEFAULT_RATE)
    .option('--limit <n>', 'replay at most this number', parsePositive)
    .option('--watch', 'wait until all are delivered or came back; see --stop-at')
    .option(
      '--stop-at <percent>',
      'with --watch: stop if more than this share came back, after 20 or more were sent',
      parsePercent,
      DEFAULT_STOP_AT_PERCENT,
    )
    .action((options: ReplayOptions) => run(options, (session) => replay(session, options)));
  withStageOptions(withAuditOption(withFilterOptions(command)), [
    '--dry-run',
    '--reason configuration-fault --yes',
    '--reason refused-by-customerio --limit 20 --watch --yes',
    '--since 3d --rate 200 --watch --stop-at 5% --yes',
  ]);
}

async function replay(session: Session, options: ReplayOptions): Promise<ExitCode> {
  const { stage, terminal, localDirectory } = session;
  assertConfirmable(session, options);
  const filter = toFilter(options, Date.now());
  const { hashPerson } = await createPersonHashes(stage, localDirectory);

  return holding(stage, terminal.note, async (hold) => {
    const verbs = ['Would replay', 'To replay:'] as const;
    const agreement = await agreeOnPlan(session, hold, { filter, hashPerson }, options, verbs);
    if (agreement.kind === 'end') return agreement.code;
    const { plan } = agreement;

    const audit = await createAudit(session);
    const entry = { command: 'replay', filter: describeFilter(filter, hashPerson) };
    const watch = options.watch ? await Watch.begin(stage, hold) : undefined;
    await audit({ ...entry, what: 'begins', messages: plan.letters.length });
    const result = await send(session, options, hold, plan, watch);
    await audit({ ...entry, what: 'ends', messages: result.sent });

    const watched = watch && (await settle(session, options, watch));
    await tell(session, plan, result, watched);
    const isWhole = result.sent === plan.letters.length && result.undeleted === 0 && !plan.isCutShort;
    return isWhole && (watched === undefined || watched.delivered === result.sent) ? EXIT.ok : EXIT.problems;
  });
}

function send(
  { stage, terminal, interrupted }: Session,
  { rate, stopAt }: ReplayOptions,
  hold: Hold,
  { letters }: Collected,
  watch: Watch | undefined,
): Promise<ReplayResult> {
  const startedAtMs = Date.now();
  let sent = 0;
  const sending = replayLetters(letters, {
    sqs: stage.sqs,
    eventsQueueUrl: stage.eventsQueueUrl,
    hold,
    ratePerSecond: rate,
    shouldStop: () => interrupted.aborted || watch?.hasFailed(stopAt) === true,
    onSending: (call) => watch?.expect(call),
    onSent(confirmed) {
      sent += confirmed.length;
      watch?.addSent(confirmed.length);
      const back = watch === undefined ? '' : `, ${number(watch.back)} came back`;
      terminal.progress(describeProgress(sent, letters.length, Date.now() - startedAtMs) + back);
    },
  });
  return watch === undefined ? sending : watch.during(sending, interrupted);
}

async function settle({ terminal, interrupted }: Session, { stopAt }: ReplayOptions, watch: Watch) {
  if (watch.hasFailed(stopAt)) {
    terminal.note(`Stopped: more than ${stopAt} % came back. Find the cause before you replay the others.`);
  }
  return watch.untilSettled(interrupted, ({ delivered, back, underway }) => {
    const counts = `${number(delivered)} delivered, ${number(back)} came back, ${number(underway)} under way`;
    terminal.progress(`${counts} … Ctrl-C ends only the watch`);
  });
}

async function tell(
  { stage, terminal, isJson }: Session,
  { letters, tally }: Collected,
  result: ReplayResult,
  watched: Watched | undefined,
): Promise<void> {
  const notTried = letters.length - result.sent - result.unconfirmed;
  if (!isJson) {
    for (const line of describeResult(result, watched, notTried)) await terminal.print(line);
    return;
  }
  const { error, ...counts } = result;
  const outcome = { ...counts, ...watched, notTried, ...(error ? { error: wordsOf(error) } : {}) };
  await terminal.print(JSON.stringify({ stage: stage.name, plan: tally, ...outcome }));
}

function describeResult(result: ReplayResult, watched: Watched | undefined, notTried: number): string[] {
  const { sent, unconfirmed, undeleted, error } = result;
  return [
    `Replayed ${deadLetters(sent)}.`,
    ...(watched === undefined
      ? []
      : [
          `${number(watched.delivered)} delivered, ${number(watched.back)} came back, ${number(watched.underway)} under way.`,
        ]),
    ...(unconfirmed === 0 ? [] : [`SQS did not accept ${number(unconfirmed)}. They are still dead letters.`]),
    ...(notTried === 0 ? [] : [`${number(notTried)} were not sent and are still dead letters.`]),
    ...(undeleted === 0
      ? []
      : [`${number(undeleted)} were sent but not deleted. Replaying them again is safe.`]),
    ...(error === undefined ? [] : [`Stopped early: ${wordsOf(error)}`]),
  ];
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function parsePercent(value: string): number {
  const percent = Number(value.replace(/%$/, ''));
  if (value.trim() !== '' && percent >= 0 && percent <= 100) return percent;
  throw new InvalidArgumentError('Expected a percentage, such as 20 or 20%.');
}
