import type { ItemFailure } from '../send/send-items.ts';

/** Statuses that say more than their class. */
const TELLING_STATUSES: ReadonlySet<string> = new Set(['401', '403', '429']);

/** Causes that are told in words of ours. */
const WORDS = ['timeout', 'out of time', 'not sent', 'secret not read'];

/**
 * The cause of a failed attempt as metrics tell it. Log lines have it whole; here it is one of a dozen, because each
 * value is a metric of its own, and the codes of errors and statuses are many.
 */
export function retryCauseOf({ fault, cause }: Pick<ItemFailure, 'fault' | 'cause'>): string {
  const [, status, statusClass] = /^HTTP ((\d)\d\d)\b/.exec(cause) ?? [];
  if (status !== undefined) {
    if (statusClass === '2') return 'unreadable answer';
    return TELLING_STATUSES.has(status) ? `HTTP ${status}` : `HTTP ${statusClass}xx`;
  }
  const word = WORDS.find((each) => cause.startsWith(each));
  return word ?? (fault === 'configuration' ? 'secret unusable' : 'no connection');
}
