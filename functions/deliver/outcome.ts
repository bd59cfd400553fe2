import type { SkipReason } from '../../shared/mapping/map-event.ts';
import type { Failure } from '../../shared/messages/dead-letter.ts';
import type { ItemFailure } from './send/send-items.ts';

/** How one attempt to deliver one webhook ended. */
export type Outcome =
  | { readonly kind: 'delivered' }
  /** A choice of the configuration: nothing had to be sent. */
  | { readonly kind: 'skipped'; readonly why: SkipReason }
  /** It may have been applied: the next attempt repeats the same operations. */
  | ({ readonly kind: 'retry' } & Omit<ItemFailure, 'kind'>)
  /** No attempt will ever succeed. */
  | { readonly kind: 'dead-letter'; readonly failure: Failure };
