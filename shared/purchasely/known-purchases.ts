import type { Standing } from './standing.ts';

/** The value of a property in an event. `""`: it no longer applies. */
export type Said = string | number | boolean;

/** Known facts of one subscription or one-time purchase. */
export interface KnownPurchase {
  /** Of a subscription; `undefined` if no event has said. */
  readonly standing?: Standing | undefined;
  /** When that was said, milliseconds since the epoch: of one that has ended, its end. */
  readonly standingSinceMs: number;
  /** By the name of the property; what no event has said is missing. */
  readonly said: Readonly<Record<string, Said>>;
}

/** The purchases of a person, as properties look at them. */
export interface KnownPurchases<Purchase extends KnownPurchase = KnownPurchase> {
  /** At least one of any kind. */
  readonly subscriptions: readonly Purchase[];
  /** Those that give access, in no order. */
  readonly active: readonly Purchase[];
  /** The one that ended last, unless it moved to another person. */
  readonly expired?: Purchase | undefined;
  /** Non-consumables that the person owns. */
  readonly owned: readonly Purchase[];
}
