import type { Session } from './session.ts';
import { UsageError } from './usage-error.ts';

/** Options of a command that changes something. */
export interface ConfirmOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** Before anything is looked at: is there somebody to ask? @throws {UsageError} if not, and nobody said yes beforehand */
export function assertConfirmable({ terminal }: Session, { dryRun, yes }: ConfirmOptions): void {
  if (dryRun || yes || terminal.isInteractive) return;
  throw new UsageError('There is no terminal to ask in. Look with --dry-run, then say --yes.');
}

/** Asks, unless it was answered beforehand. Where real events are at stake, the name of the stage is the answer. */
export async function isConfirmed(
  { stage, terminal, interrupted }: Session,
  { yes }: ConfirmOptions,
): Promise<boolean> {
  if (yes) return true;
  const expected = stage.isLocal ? 'yes' : stage.name;
  const answer = await terminal.ask(`Type ${expected} to go on: `, interrupted);
  if (answer.trim() === expected) return true;
  terminal.note(`That is not "${expected}": nothing was done.`);
  return false;
}
