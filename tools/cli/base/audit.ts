import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StageError } from '../stage/stage.ts';
import type { Session } from './session.ts';

/** Where the log is, as the help names it. */
export const AUDIT_LOG = "the stage's audit log and .local/dlq-audit.log";

/** One thing somebody did to dead letters or to a stage, or saw that is masked otherwise. */
interface AuditEntry {
  readonly command: string;
  /** `begins` and `reveals` come before the first message is touched or shown: no crash can keep them out of the log. */
  readonly what: 'begins' | 'ends' | 'reveals';
  readonly filter?: Readonly<Record<string, unknown>>;
  /** How many; left out where it is about no message. */
  readonly messages?: number;
}

/** @throws {StageError} if the stage's log does not take what comes before an action, and the action must not be without it */
export type Audit = (entry: AuditEntry) => Promise<void>;

/**
 * Writes who did what and when, one line of JSON each: into the audit log of the stage, where whoever wrote it cannot change it,
 * into a file of this checkout, and before everyone's eyes.
 */
export async function createAudit(session: Session): Promise<Audit> {
  const { stage, localDirectory, terminal } = session;
  const who = await stage.whoAmI();
  return async ({ command, what, filter = {}, messages }) => {
    const at = new Date().toISOString();
    const line = JSON.stringify({ at, who, stage: stage.name, command, what, filter, messages });
    await keepAtStage(session, line, what);
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
