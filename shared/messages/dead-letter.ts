/**
 * Why an event is in the dead-letter queue: a closed set, because each one has its entry in docs/runbook.md.
 */
export const DEAD_LETTER_REASONS = {
  'unreadable-webhook':
    'The webhook lacks an attribute nothing can be done without, or has it in an unknown form.',
  'unsupported-payload-version': 'Purchasely sent payload version 2. Its console has to be set to version 3.',
  'unknown-connection': 'The configuration no longer has the connection that accepted the webhook.',
  'unknown-environment': 'The webhook names neither PRODUCTION nor SANDBOX.',
  'no-identity': 'The webhook has neither a user_id nor an anonymous_user_id.',
  'invalid-identity':
    'Customer.io cannot take the person’s id: too long, not an e-mail address, or malformed.',
  'refused-by-customerio': 'Customer.io refused the identify or the event for good.',
  'retries-exhausted': 'Customer.io could not be reached, or did not answer well, until patience was over.',
  'configuration-fault': 'Customer.io refused the credentials or the region until patience was over.',
} as const;

export type DeadLetterReason = keyof typeof DEAD_LETTER_REASONS;

/** What is known of a failure. Travels with the dead letter as JSON, so it holds no datum of the person. */
export interface Failure {
  readonly reason: DeadLetterReason;
  /** HTTP status of Customer.io's answer. */
  readonly status?: number;
  /** The attribute it is about: of the webhook, or of the operation as Customer.io names it. */
  readonly field?: string;
  /** What Customer.io said, or what went wrong on the way. */
  readonly cause?: string;
}
