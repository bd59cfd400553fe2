import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from '../stage/stage.ts';
import type { Terminal } from './terminal.ts';

/** Where the log is, as the help names it. */
export const AUDIT_LOG = '.local/dlq-audit.log';

/** One thing somebody did to dead letters or to a stage, or saw that is masked otherwise. */
interface AuditEntry {
  readonly command: string;
  /** `begins` comes before the first message is touched: no crash can keep it out of the log. */
  readonly what: 'begins' | 'ends' | 'reveals';
  readonly filter?: Readonly<Record<string, unknown>>;
  /** How many; left out where it is about no message. */
  readonly messages?: number;
}

export type Audit = (entry: AuditEntry) => void;

/** Writes who did what and when, one line of JSON each, into the audit log of this checkout and before everyone's eyes. */
export async function createAudit(stage: Stage, localDirectory: string, { note }: Terminal): Promise<Audit> {
  const who = await stage.whoAmI();
  return ({ command, what, filter = {}, messages }) => {
    const at = new Date().toISOString();
    const line = JSON.stringify({ at, who, stage: stage.name, command, what, filter, messages });
    mkdirSync(localDirectory, { recursive: true });
    appendFileSync(join(localDirectory, 'dlq-audit.log'), `${line}\n`, { mode: 0o600 });
    note(`audit: ${line}`);
  };
}
