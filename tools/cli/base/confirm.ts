import type { Session } from './session.ts';
import { UsageError } from './usage-error.ts';

/** Options of a command that changes something. */
export interface ConfirmOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/**
 * Checks that a command can be confirmed, before it reads anything. @throws {UsageError} without a terminal, `--yes` or
 * `--dry-run`
 */
export function assertConfirmable({ terminal }: Session, { dryRun, yes }: ConfirmOptions): void {
  if (dryRun || yes || terminal.isInteractive) return;
  throw new UsageError('Confirmation needs a terminal. Check with --dry-run, then use --yes.');
}

/** Asks for confirmation, unless `--yes` is given. For a deployed stage, the answer is the name of the stage. */
export async function isConfirmed(
  { stage, terminal, interrupted }: Session,
  { yes }: ConfirmOptions,
): Promise<boolean> {
  if (yes) return true;
  const expected = stage.isLocal ? 'yes' : stage.name;
  const answer = await terminal.ask(`Type ${expected} to continue: `, interrupted);
  if (answer.trim() === expected) return true;
  terminal.note(`The answer was not "${expected}". Nothing was done.`);
  return false;
}
