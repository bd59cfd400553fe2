/** Somebody asked for what cannot be done so. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
