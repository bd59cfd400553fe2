/** Why an attempt failed that may work later. */
export type RetryCause =
  /** Customer.io's answer is about the request, not about the items in it. */
  | { readonly kind: 'http'; readonly status: number }
  /** A success that cannot be read: the accepted items are unknown. */
  | { readonly kind: 'unreadable'; readonly status: number }
  /** `timeout`, or the code of an error such as `ECONNRESET`. */
  | { readonly kind: 'no-answer'; readonly error: string }
  /** This invocation had no time left for a request. */
  | { readonly kind: 'out-of-time' }
  /** Another request of the same batch failed before. */
  | { readonly kind: 'not-sent' }
  /** Secrets Manager was away or throttled; the name of the error. */
  | { readonly kind: 'secret-not-read'; readonly error: string }
  /** The people table could not be read or written: `contested`, or the name of the error. */
  | { readonly kind: 'people-table'; readonly error: string }
  /** The secret is missing, forbidden or of another shape; the name of the error. */
  | { readonly kind: 'secret-unusable'; readonly error: string };

/** The cause as log lines and dead letters name it. Logs Insights groups by it, and so does the runbook. */
export function describeCause(cause: RetryCause): string {
  switch (cause.kind) {
    case 'http':
      return `HTTP ${cause.status}`;
    case 'unreadable':
      return `HTTP ${cause.status}, unreadable`;
    case 'no-answer':
      return cause.error;
    case 'secret-unusable':
      return `secret unusable: ${cause.error}`;
    case 'people-table':
      return `people table: ${cause.error}`;
    case 'out-of-time':
      return 'out of time';
    case 'not-sent':
      return 'not sent';
    case 'secret-not-read':
      return `secret not read: ${cause.error}`;
  }
}

/**
 * The cause as metrics count it: one of a dozen, because each value is a separate metric, and there are many codes of errors
 * and statuses.
 */
export function countedCause(cause: RetryCause): string {
  switch (cause.kind) {
    case 'http':
      return TELLING_STATUSES.has(cause.status)
        ? `HTTP ${cause.status}`
        : `HTTP ${Math.floor(cause.status / 100)}xx`;
    case 'unreadable':
      return 'unreadable answer';
    case 'no-answer':
      return cause.error === 'timeout' ? 'timeout' : 'no connection';
    case 'people-table':
      return 'people table';
    case 'secret-not-read':
      return 'secret not read';
    case 'secret-unusable':
      return 'secret unusable';
    default:
      return describeCause(cause);
  }
}

/** Statuses that say more than their class. */
const TELLING_STATUSES: ReadonlySet<number> = new Set([401, 403, 429]);
