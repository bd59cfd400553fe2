import type { DropReason } from './store.ts';

/** What became of an accepted operation. All of it happens behind a 200. */
export type Applied =
  | { readonly kind: 'stored' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'dropped'; readonly why: DropReason };

export const STORED: Applied = { kind: 'stored' };
export const dropped = (why: DropReason): Applied => ({ kind: 'dropped', why });
