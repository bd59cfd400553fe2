import { refusalOf } from '../../refusal.ts';
import type { ItemFailure } from '../send/judge.ts';

/**
 * Why the credentials of a workspace are missing. Only a secret that is missing, forbidden or of another shape is a fault of
 * the configuration, and raises an alarm. A Secrets Manager that is away or throttles is not.
 */
export function credentialsFault(error: unknown): ItemFailure {
  const { error: name } = refusalOf(error);
  return isPassing(error)
    ? { kind: 'failed', fault: 'transient', cause: { kind: 'secret-not-read', error: name } }
    : { kind: 'failed', fault: 'configuration', cause: { kind: 'secret-unusable', error: name } };
}

/** Powertools wraps the SDK's errors. An AWS error carries `$fault`; a network error does not. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'GetParameterError') return false;
  const { cause } = error;
  if (!(cause instanceof Error)) return false;
  const isAnswer = '$fault' in cause && cause.$fault === 'client';
  return !isAnswer || cause.name.includes('Throttling');
}
