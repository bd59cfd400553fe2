import type { Command } from 'commander';
import { describeAges, describeHidden, describeReplays } from '../../../shared/dead-letters/describe.ts';
import { holding } from '../../../shared/dead-letters/hold.ts';
import { countMessages, type QueueCounts } from '../../../shared/dead-letters/queue-counts.ts';
import { scan } from '../../../shared/dead-letters/scan.ts';
import { Tally } from '../../../shared/dead-letters/tally.ts';
import { describeDuration } from '../../../shared/durations.ts';
import { number } from '../../../shared/words.ts';
import { fold } from '../base/fold.ts';
import { parsePositive } from '../base/parse-count.ts';
import { EXIT, type ExitCode, type Run, type Session, type StageOptions } from '../base/session.ts';
import { withStageOptions } from '../base/stage-options.ts';
import { table } from '../base/tables.ts';
import type { Stage } from '../stage/stage.ts';
import { describeCounts } from './describe-counts.ts';

interface StatusOptions extends StageOptions {
  readonly sample: number;
}

const DEFAULT_SAMPLE = 500;

export function addStatus(program: Command, run: Run): void {
  const command = program
    .command('status')
    .summary('count dead letters by reason, with the time left')
    .description(
      'Counts dead letters by reason, with the time left. Counts come from SQS, which may be a minute behind; reasons, events ' +
        'and ages come from a sample.',
    )
    .option('--sample <n>', 'maximum number of dead letters to look at', parsePositive, DEFAULT_SAMPLE)
    .action((options: StatusOptions) => run(options, (session) => status(session, options.sample)));
  withStageOptions(command, ['', '--stage local --json', '--sample 2000']);
}

interface QueueStatus extends QueueCounts {
  readonly oldestAgeSeconds: number | undefined;
}

async function status({ stage, terminal, interrupted, isJson }: Session, sample: number): Promise<ExitCode> {
  const { eventsQueueUrl, deadLetterQueueUrl } = stage;
  const nowMs = Date.now();
  // Counted before the sample, which hides dead letters.
  const [events, deadLetters] = await Promise.all([
    queueStatus(stage, eventsQueueUrl),
    queueStatus(stage, deadLetterQueueUrl),
  ]);
  const tally = new Tally(nowMs);
  await holding(stage, terminal.note, async (hold) => {
    for await (const letter of scan(hold, stage.pollSeconds, interrupted)) {
      tally.add(letter);
      if (tally.count >= sample) break;
    }
  });

  if (isJson) {
    await terminal.print(JSON.stringify({ stage: stage.name, events, deadLetters, sample: tally }));
    return EXIT.ok;
  }
  const { oldestEnteredAtMs } = tally;
  const seenAgeSeconds = oldestEnteredAtMs === undefined ? undefined : (nowMs - oldestEnteredAtMs) / 1000;
  for (const line of describe(stage.name, events, deadLetters, seenAgeSeconds)) await terminal.print(line);
  for (const line of describeSample(tally, deadLetters.waiting, nowMs)) await terminal.print(line);
  if (deadLetters.inFlight > 0) terminal.note(describeHidden(deadLetters.inFlight));
  return EXIT.ok;
}

async function queueStatus(stage: Stage, queueUrl: string): Promise<QueueStatus> {
  const counts = await countMessages(stage, queueUrl);
  const oldestAgeSeconds = await stage
    .oldestAgeSeconds(queueUrl, counts.waiting + counts.inFlight)
    // Reading the metric needs a separate permission. Without it, the age is unknown.
    .catch(() => undefined);
  return { ...counts, oldestAgeSeconds };
}

/** @param seenAgeSeconds age of the oldest dead letter of the sample; there may be older ones */
function describe(
  stage: string,
  events: QueueStatus,
  deadLetters: QueueStatus,
  seenAgeSeconds: number | undefined,
): string[] {
  return table([
    [`Stage ${stage}`, 'waiting', 'in flight', 'age of oldest'],
    ['events queue', ...describeQueue(events)],
    ['dead-letter queue', ...describeQueue(deadLetters, seenAgeSeconds)],
  ]);
}

function describeQueue({ waiting, inFlight, oldestAgeSeconds }: QueueStatus, seenAgeSeconds?: number) {
  const age = (seconds: number) => describeDuration(seconds * 1000);
  const seen = seenAgeSeconds === undefined ? 'unknown' : `${age(seenAgeSeconds)} or more`;
  const oldest = oldestAgeSeconds === undefined ? seen : age(oldestAgeSeconds);
  return [number(waiting), number(inFlight), waiting + inFlight === 0 ? '–' : oldest];
}

function describeSample(tally: Tally, waiting: number, nowMs: number): string[] {
  if (tally.count === 0) return [];
  const what =
    tally.count >= waiting
      ? `All of them: ${number(tally.count)}`
      : `A sample: ${number(tally.count)} of about ${number(waiting)}`;
  return [
    '',
    `${what}.`,
    ...describeCounts('By reason', tally.byReason),
    ...describeCounts('By event', tally.byEvent),
    ...describeCounts('By workspace', tally.byWorkspace),
    '',
    ...[...describeAges(tally, nowMs), ...describeReplays(tally)].flatMap(fold),
  ];
}
