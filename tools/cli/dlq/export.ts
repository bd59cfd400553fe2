import type { Command } from 'commander';
import { describeHidden } from '../../../shared/dead-letters/describe.ts';
import { holding, MAX_HELD } from '../../../shared/dead-letters/hold.ts';
import { countMessages } from '../../../shared/dead-letters/queue-counts.ts';
import { scan } from '../../../shared/dead-letters/scan.ts';
import { deadLetters, number } from '../../../shared/words.ts';
import { createAudit } from '../base/audit.ts';
import { EXIT, type ExitCode, type Run, type Session, type StageOptions } from '../base/session.ts';
import { withAuditOption, withStageOptions } from '../base/stage-options.ts';
import { createExportFile } from './export-file.ts';
import { describeFilter, matches } from './filter.ts';
import { type FilterOptions, toFilter, withFilterOptions } from './filter-options.ts';
import { createPersonHashes } from './person-hash.ts';

interface ExportOptions extends StageOptions, FilterOptions {
  readonly out: string;
}

export function addExport(program: Command, run: Run): void {
  const command = program
    .command('export')
    .summary('write dead letters to a file')
    .description(
      'Writes the dead letters that the filters choose to a file: one JSON object per line, which import reads. ' +
        'The file has personal data and only you can read it. Delete it after use. The dead letters stay in the queue.',
    )
    .requiredOption('--out <file>', 'file to write; never overwrites a file')
    .action((options: ExportOptions) => run(options, (session) => exportLetters(session, options)));
  withStageOptions(withAuditOption(withFilterOptions(command)), [
    '--out dead-letters.ndjson',
    '--out all.ndjson --reason unreadable-webhook --json',
  ]);
}

async function exportLetters(session: Session, options: ExportOptions): Promise<ExitCode> {
  const { stage, terminal, interrupted, isJson, localDirectory } = session;
  const filter = toFilter(options, Date.now());
  const [{ hashPerson }, { inFlight }] = await Promise.all([
    createPersonHashes(stage, localDirectory),
    countMessages(stage, stage.deadLetterQueueUrl),
  ]);
  const audit = await createAudit(session);
  const entry = { command: 'export', filter: describeFilter(filter, hashPerson) };
  await audit({ ...entry, what: 'begins' });
  const file = await createExportFile(options.out);
  let exported = 0;
  const isFull = await holding(stage, terminal.note, async (hold) => {
    try {
      for await (const letter of scan(hold, stage.pollSeconds, interrupted)) {
        if (!matches(letter, filter, hashPerson)) continue;
        await file.add(letter);
        exported += 1;
        if (exported % 100 === 0) terminal.progress(`${number(exported)} exported …`);
      }
    } finally {
      await file.close();
    }
    return hold.isFull;
  });

  await audit({ ...entry, what: 'ends', messages: exported });
  if (isJson) await terminal.print(JSON.stringify({ stage: stage.name, file: options.out, exported }));
  else await terminal.print(`Exported ${deadLetters(exported)} to ${options.out}.`);
  if (interrupted.aborted) terminal.note('Interrupted: there may be more.');
  if (isFull) terminal.note(`There may be more: a command looks at ${number(MAX_HELD)} at most.`);
  if (inFlight > 0) terminal.note(describeHidden(inFlight));
  return isFull ? EXIT.problems : EXIT.ok;
}
