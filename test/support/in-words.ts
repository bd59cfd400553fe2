import { describeRetry } from '../../functions/deliver/outcome.ts';
import type { ItemOutcome } from '../../functions/deliver/send/judge.ts';

/** An outcome, with its cause as logs and dead letters tell it. */
export function inWords(outcome: ItemOutcome | undefined) {
  return outcome?.kind === 'failed' ? { ...outcome, cause: describeRetry(outcome) } : outcome;
}
