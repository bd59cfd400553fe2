/** A mistake in the command line, its files or the configuration. The message says what to correct. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
