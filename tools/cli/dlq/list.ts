import type { Command } from 'commander';
import { describeHidden } from '../../../shared/dead-letters/describe.ts';
import { holding, MAX_HELD } from '../../../shared/dead-letters/hold.ts';
import { countMessages } from '../../../shared/dead-letters/queue-counts.ts';
import { scan } from '../../../shared/dead-letters/scan.ts';
import { deadLetters, number } from '../../../shared/words.ts';
import { parsePositive } from '../base/parse-count.ts';
import { EXIT, type ExitCode, type Run, type Session, type StageOptions } from '../base/session.ts';
import { withStageOptions } from '../base/stage-options.ts';
import { matches } from './filter.ts';
import { type FilterOptions, toFilter, withFilterOptions } from './filter-options.ts';
import { createPersonHashes } from './person-hash.ts';
import { LIST_HEAD, toListLines, toSummary } from './summary.ts';

interface ListOptions extends StageOptions, FilterOptions {
  readonly limit?: number;
}

export function addList(program: Command, run: Run): void {
  const command = program
    .command('list')
    .summary('list dead letters with their reason and age')
    .description(
      'Lists the dead letters that the filters choose, unsorted. AGE counts from the creation of the event. ' +
        'With --json, each line is an object.',
    )
    .option('--limit <n>', 'stop after this number', parsePositive)
    .action((options: ListOptions) => run(options, (session) => list(session, options)));
  withStageOptions(withFilterOptions(command), [
    '',
    '--reason refused-by-customerio --field attributes.plan',
    '--older-than 36h --environment PRODUCTION --limit 20',
    '--status 400 --status 413 --json',
    '--person 3f1a6c0e-52b7-4e0b-9c38-7a1d90c4e215 --since 2d',
  ]);
}

async function list(session: Session, options: ListOptions): Promise<ExitCode> {
  const { stage, terminal, interrupted, isJson, localDirectory } = session;
  const nowMs = Date.now();
  const filter = toFilter(options, nowMs);
  const [{ hashPerson, isShared }, { inFlight }] = await Promise.all([
    createPersonHashes(stage, localDirectory),
    countMessages(stage, stage.deadLetterQueueUrl),
  ]);
  let looked = 0;
  let found = 0;
  const isFull = await holding(stage, terminal.note, async (hold) => {
    const head = isJson ? [] : LIST_HEAD;
    for (const text of head) await terminal.print({ style: 'bold', text });
    for await (const letter of scan(hold, stage.pollSeconds, interrupted)) {
      looked += 1;
      if (!matches(letter, filter, hashPerson)) continue;
      found += 1;
      const lines = isJson
        ? [JSON.stringify(toSummary(letter, hashPerson, nowMs))]
        : toListLines(letter, hashPerson, nowMs);
      for (const line of lines) await terminal.print(line);
      if (found === options.limit) break;
    }
    return hold.isFull;
  });

  terminal.note(`${found === looked ? deadLetters(found) : `${number(found)} of ${deadLetters(looked)}`}.`);
  if (found === options.limit) terminal.note(`There may be more: --limit ${options.limit} ended the list.`);
  if (isFull) terminal.note(`There may be more: a command looks at ${number(MAX_HELD)} at most.`);
  if (inFlight > 0) terminal.note(describeHidden(inFlight));
  if (!isShared) {
    terminal.note('Hashes of people differ in other checkouts, because the shared secret could not be read.');
  }
  return EXIT.ok;
}
