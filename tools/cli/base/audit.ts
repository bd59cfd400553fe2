import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type AuditEntry, toAuditLine } from '../../../shared/audit-log.ts';
import { StageError } from '../stage/stage.ts';
import type { Session } from './session.ts';

/** Where the log is, as the help names it. */
export const AUDIT_LOG = "the stage's audit log and .local/dlq-audit.log";

/** @throws {StageError} if the stage's log does not take what comes before an action, and the action must not be without it */
export type Audit = (entry: AuditEntry) => Promise<void>;

/**
 * Writes who did what and when, one line of JSON each: into the audit log of the stage, where whoever wrote it cannot change it,
 * into a file of this checkout, and before everyone's eyes.
 */
export async function createAudit(session: Session): Promise<Audit> {
  const { stage, localDirectory, terminal } = session;
  const who = await stage.whoAmI();
  return async (entry) => {
    const line = toAuditLine(who, stage.name, entry);
    await keepAtStage(session, line, entry.what);
    mkdirSync(localDirectory, { recursive: true });
    appendFileSync(join(localDirectory, 'dlq-audit.log'), `${line}\n`, { mode: 0o600 });
    terminal.note(`audit: ${line}`);
  };
}

async function keepAtStage(
  { stage, terminal, isAuditRequired }: Session,
  line: string,
  what: AuditEntry['what'],
): Promise<void> {
  try {
    await stage.keepAudit(line);
  } catch (error) {
    const why = error instanceof Error ? error.message || error.name : String(error);
    const fault = `The audit log of ${stage.name} was not written: ${why}.`;
    // What is done is done: failing now would have somebody do it again.
    if (!isAuditRequired || what === 'ends') return terminal.note(fault);
    throw new StageError(
      `${fault} So nothing was done. It takes logs:CreateLogStream and logs:PutLogEvents, see SECURITY.md#what-the-on-call-needs. ` +
        'If it cannot wait, --no-audit-log goes on without.',
      { cause: error },
    );
  }
}
