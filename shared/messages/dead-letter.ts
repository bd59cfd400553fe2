/**
 * Why an event is in the dead-letter queue: a closed set, because each one has its entry in docs/runbook.md.
 */
export const DEAD_LETTER_REASONS = {
  'unreadable-webhook': 'A required attribute of the webhook is missing or has an unknown form.',
  'unsupported-payload-version':
    'Purchasely sent an older payload version than 3: its console must be set to version 3.',
  'unknown-connection': 'The configuration no longer has the connection that accepted the webhook.',
  'unknown-environment': 'The webhook names neither PRODUCTION nor SANDBOX.',
  'no-identity': 'The webhook has neither a user_id nor an anonymous_user_id.',
  'invalid-identity':
    'Customer.io cannot accept the person’s id: too long, not an e-mail address, or malformed.',
  'connector-fault': 'The connector failed on this webhook: a bug. Nothing was sent.',
  'refused-by-customerio': 'Customer.io refused the identify or the event permanently.',
  'retries-exhausted': 'Customer.io could not be reached, or kept failing, until retryForHours was over.',
  'configuration-fault': 'Customer.io refused the credentials or the region until retryForHours was over.',
} as const;

export type DeadLetterReason = keyof typeof DEAD_LETTER_REASONS;

/** Facts about a failure. Travels with the dead letter as JSON, so it holds no personal data. */
export interface Failure {
  readonly reason: DeadLetterReason;
  /** HTTP status of Customer.io's answer. */
  readonly status?: number;
  /** The attribute it is about: of the webhook, or of the operation as Customer.io names it. */
  readonly field?: string;
  /** Customer.io's message, or the fault on the way. */
  readonly cause?: string;
}

/** A dead letter's record of its failure, in the message attribute `failure`. */
export interface FailureRecord extends Omit<Failure, 'reason'> {
  readonly attempts: number;
  /** Milliseconds since the epoch. */
  readonly firstAttemptAtMs: number;
  readonly lastAttemptAtMs: number;
  /** Which configuration failed: see `ResolvedConfig.mappingVersion`. */
  readonly mappingVersion: string;
}

/**
 * The two message attributes that make a message a dead letter: `reason`, to be read in any console, and `failure`, the
 * rest as JSON, because SQS takes ten attributes in all.
 */
export interface DeadLetterAttributes {
  readonly reason: DeadLetterReason;
  readonly failure: string;
}

export function toDeadLetterAttributes(
  failure: Failure,
  record: Omit<FailureRecord, keyof Failure>,
): DeadLetterAttributes {
  const { reason, ...details } = failure;
  return { reason, failure: toAscii(JSON.stringify({ ...details, ...record })) };
}

/** The same JSON in ASCII: SQS refuses some characters, and a name Customer.io complains of may have any. */
function toAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
