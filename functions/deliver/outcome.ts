import type { SkipReason } from '../../shared/mapping/read-event.ts';
import type { Failure } from '../../shared/messages/dead-letter.ts';
import { describeCause } from './retry-cause.ts';
import type { ItemFailure } from './send/judge.ts';

/** How one attempt to deliver one webhook ended. */
export type Outcome =
  | { readonly kind: 'delivered' }
  /** A choice of the configuration: nothing had to be sent. */
  | { readonly kind: 'skipped'; readonly why: SkipReason }
  /** It may have been applied: the next attempt repeats the same operations. */
  | Retry
  /** No attempt will ever succeed. */
  | { readonly kind: 'dead-letter'; readonly failure: Failure };

export type Retry = { readonly kind: 'retry' } & Omit<ItemFailure, 'kind'>;

/** Why, in words, as log lines and dead letters have it. */
export function describeRetry({ cause, failedAtMs }: Pick<Retry, 'cause' | 'failedAtMs'>): string {
  const words = describeCause(cause);
  return failedAtMs === undefined ? words : `${words}, circuit open`;
}
