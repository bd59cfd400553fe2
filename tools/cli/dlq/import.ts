import type { Command } from 'commander';
import { packMessages, sendMessages } from '../../../shared/dead-letters/send-messages.ts';
import { SQS_MAX_ENTRIES } from '../../../shared/messages/timing.ts';
import { deadLetters, number } from '../../../shared/words.ts';
import { createAudit } from '../base/audit.ts';
import { EXIT, type ExitCode, type Run, type Session, type StageOptions } from '../base/session.ts';
import { withAuditOption, withStageOptions } from '../base/stage-options.ts';
import { type ExportedMessage, readExportFile } from './export-file.ts';

export function addImport(program: Command, run: Run): void {
  const command = program
    .command('import')
    .summary('restore dead letters from a file')
    .description(
      'Sends the dead letters of an export to the dead-letter queue, with the same body and attributes. Checks the whole file ' +
        'first and sends nothing if a line is invalid. Dead letters that are still in the queue are then there twice, but ' +
        'a replay delivers them once.',
    )
    .argument('<file>', 'file written by export or discard')
    .action((file: string, options: StageOptions) => run(options, (session) => importLetters(session, file)));
  withStageOptions(withAuditOption(command), ['dead-letters.ndjson', 'dead-letters.ndjson --json']);
}

async function importLetters(session: Session, path: string): Promise<ExitCode> {
  const { stage, terminal, interrupted, isJson } = session;
  const total = await countLines(path);
  const audit = await createAudit(session);
  const entry = { command: 'import', filter: { file: path } };
  await audit({ ...entry, what: 'begins', messages: total });

  let imported = 0;
  let refused = 0;
  try {
    for await (const call of callsOf(path)) {
      if (interrupted.aborted) break;
      const confirmed = await sendMessages(stage.sqs, stage.deadLetterQueueUrl, call);
      imported += confirmed.length;
      const missing = call.filter((message) => !confirmed.includes(message));
      refused += missing.length;
      for (const { messageId } of missing) terminal.note(`SQS did not accept ${messageId}.`);
      terminal.progress(`${number(imported)} of ${number(total)} …`);
    }
  } finally {
    await audit({ ...entry, what: 'ends', messages: imported });
  }

  const left = total - imported - refused;
  if (isJson) {
    await terminal.print(
      JSON.stringify({ stage: stage.name, file: path, imported, refused, notTried: left }),
    );
  } else {
    await terminal.print(`Imported ${deadLetters(imported)} from ${path}.`);
  }
  return imported === total ? EXIT.ok : EXIT.problems;
}

/** @throws if a line is not a dead letter */
async function countLines(path: string): Promise<number> {
  let count = 0;
  for await (const _ of readExportFile(path)) count += 1;
  return count;
}

/** Yields the messages of a file in batches for SQS, with only one batch in memory. */
async function* callsOf(path: string): AsyncGenerator<ExportedMessage[], void> {
  let pending: ExportedMessage[] = [];
  for await (const message of readExportFile(path)) {
    pending.push(message);
    if (pending.length < SQS_MAX_ENTRIES) continue;
    yield* packMessages(pending);
    pending = [];
  }
  yield* packMessages(pending);
}
