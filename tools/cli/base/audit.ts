import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type AuditEntry, toAuditLine } from '../../../shared/audit-log.ts';
import { StageError } from '../stage/stage.ts';
import type { Session } from './session.ts';

/** Names of the audit logs, for help texts. */
export const AUDIT_LOG = "the stage's audit log and .local/dlq-audit.log";

/** @throws {StageError} if the stage's log cannot be written before an action, and the action needs it */
export type Audit = (entry: AuditEntry) => Promise<void>;

/**
 * Writes who did what and when, as a line of JSON: to the audit log of the stage, where its author cannot change it, to
 * a file of this checkout, and to the terminal.
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
    // The action has ended. If the command failed now, the user would repeat it.
    if (!isAuditRequired || what === 'ends') return terminal.note(fault);
    throw new StageError(
      `${fault} Nothing was done. Writing needs logs:CreateLogStream and logs:PutLogEvents, see SECURITY.md#what-the-on-call-needs. ` +
        'If the command cannot wait, --no-audit-log continues without the log.',
      { cause: error },
    );
  }
}
