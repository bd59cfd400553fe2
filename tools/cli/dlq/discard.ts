import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { inBatches } from '../../../shared/batches.ts';
import type { Collected } from '../../../shared/dead-letters/collect.ts';
import { type Hold, holding } from '../../../shared/dead-letters/hold.ts';
import { deadLetters, number } from '../../../shared/words.ts';
import { createAudit } from '../base/audit.ts';
import { assertConfirmable, type ConfirmOptions } from '../base/confirm.ts';
import { EXIT, type ExitCode, type Run, type Session, type StageOptions } from '../base/session.ts';
import { withAuditOption, withStageOptions } from '../base/stage-options.ts';
import { agreeOnPlan } from './agree-on-plan.ts';
import { createExportFile } from './export-file.ts';
import { describeFilter } from './filter.ts';
import { type FilterOptions, toFilter, withFilterOptions } from './filter-options.ts';
import { createPersonHashes } from './person-hash.ts';

interface DiscardOptions extends StageOptions, FilterOptions, ConfirmOptions {
  readonly out?: string;
}

export function addDiscard(program: Command, run: Run): void {
  const command = program
    .command('discard')
    .summary('export and delete dead letters')
    .description(
      'Exports the dead letters that the filters choose, then deletes them. import restores them. Shows the plan and ' +
        'asks first. Deletes nothing that is not in the export. Without a filter, deletes all.',
    )
    .option('--dry-run', 'only show the plan')
    .option('--yes', 'do not ask; required without a terminal')
    .option('--out <file>', 'file to export into (default: a new one in .local/)')
    .action((options: DiscardOptions) => run(options, (session) => discard(session, options)));
  withStageOptions(withAuditOption(withFilterOptions(command)), [
    '--reason unsupported-payload-version --dry-run',
    '--reason no-identity --yes',
    '--person 1f0c5a9be27d --out discarded.ndjson --yes',
  ]);
}

async function discard(session: Session, options: DiscardOptions): Promise<ExitCode> {
  const { stage, terminal, isJson, localDirectory } = session;
  assertConfirmable(session, options);
  const filter = toFilter(options, Date.now());
  const { hashPerson } = await createPersonHashes(stage, localDirectory);

  return holding(stage, terminal.note, async (hold) => {
    const verbs = ['Would delete', 'To delete:'] as const;
    const agreement = await agreeOnPlan(session, hold, { filter, hashPerson }, options, verbs);
    if (agreement.kind === 'end') return agreement.code;
    const { plan } = agreement;

    const audit = await createAudit(session);
    const entry = { command: 'discard', filter: describeFilter(filter, hashPerson) };
    await audit({ ...entry, what: 'begins', messages: plan.letters.length });
    const file = options.out ?? defaultFile(localDirectory, stage.name);
    await exportPlan(file, plan);
    terminal.note(`Exported ${deadLetters(plan.letters.length)} into ${file}.`);
    const deleted = await deleteLetters(session, hold, plan);
    await audit({ ...entry, what: 'ends', messages: deleted });
    if (isJson) await terminal.print(JSON.stringify({ stage: stage.name, file, deleted }));
    else
      await terminal.print(
        `Deleted ${deadLetters(deleted)}. To restore: npm run dlq -- import ${file} ${stage.options}`,
      );
    return deleted === plan.letters.length && !plan.isCutShort ? EXIT.ok : EXIT.problems;
  });
}

function defaultFile(localDirectory: string, stage: string): string {
  mkdirSync(localDirectory, { recursive: true });
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  return relative('', join(localDirectory, `discarded-${stage}-${time}.ndjson`));
}

async function exportPlan(path: string, { letters }: Collected): Promise<void> {
  const file = await createExportFile(path);
  try {
    for (const letter of letters) await file.add(letter);
  } finally {
    await file.close();
  }
}

async function deleteLetters(
  { terminal, interrupted }: Session,
  hold: Hold,
  { letters }: Collected,
): Promise<number> {
  let deleted = 0;
  for (const batch of inBatches(letters)) {
    if (interrupted.aborted) break;
    const left = await hold.delete(batch.map(({ messageId }) => messageId));
    deleted += batch.length - left.length;
    terminal.progress(`${number(deleted)} of ${number(letters.length)} deleted …`);
  }
  return deleted;
}
