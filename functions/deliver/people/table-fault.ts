import { refusalOf } from '../../refusal.ts';
import type { ItemFailure } from '../send/judge.ts';

/** Errors that stay until a grant or the table is corrected. */
const CONFIGURATION_ERRORS: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'ResourceNotFoundException',
  'UnrecognizedClientException',
]);

/** Why the people table could not be read or written: whatever it was, the webhook waits. */
export function tableFault(error: unknown): ItemFailure {
  const { error: name } = refusalOf(error);
  return {
    kind: 'failed',
    fault: CONFIGURATION_ERRORS.has(name) ? 'configuration' : 'transient',
    cause: { kind: 'people-table', error: name },
  };
}
