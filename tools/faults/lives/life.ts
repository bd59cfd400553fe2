/**
 * Stands in every personal value of the campaign (ids of users, devices, purchases and transactions, tokens, addresses)
 * and nowhere else: a log line that holds it has leaked something. Event ids are without it, because logs name them.
 */
export const MARK = 'zqvx';

/** One webhook as Purchasely sends it, and what should become of it. */
export interface LifeWebhook {
  /** The text that is signed and posted: JSON, written in one of the ways it may be written. */
  readonly body: string;
  /** The body's `event_id`, unique over the campaign. */
  readonly eventId: string;
  /** When Purchasely first tries to send it, milliseconds since the epoch: the body's `event_created_at_ms`. */
  readonly createdAtMs: number;
  readonly connection: string;
  /** Purchasely sends the webhooks of one user one after the other: the key of that user's queue. */
  readonly owner: string;
  readonly fate: Fate;
}

/** Where a webhook ends once every fault is over. */
export type Fate =
  /** Exactly one event whose attribute `event_id` is the webhook's, in this workspace of the stand-in. */
  | {
      readonly kind: 'event';
      readonly workspace: string;
      readonly name: string;
      /** Id of the person on whose timeline it is in the end; absent if it stays an anonymous event. */
      readonly person?: string;
    }
  /** The event is switched off: it updates the person, and no event has its id. */
  | { readonly kind: 'person-only' }
  /** Nothing is sent; `why` as the log line `event skipped` has it. */
  | { readonly kind: 'skipped'; readonly why: string }
  /** Poison: it ends in the dead-letter queue for this reason, one of `DEAD_LETTER_REASONS`. */
  | { readonly kind: 'dead-letter'; readonly reason: string };

/** What must be true of a person in the end. */
export interface Truth {
  /** Name of the workspace at the stand-in, such as `cinema production`. */
  readonly workspace: string;
  readonly userId: string;
  /**
   * Attributes of the person by their names at Customer.io. `undefined`: the person does not have it, because it was
   * cleared or never set. What is not named here may be anything.
   */
  readonly attributes: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Every anonymous id the person has claimed, in alphabetical order. */
  readonly anonymousIds: readonly string[];
}

/** What one person, or a few who share a purchase, go through. */
export interface Life {
  readonly story: string;
  /** In the order of their times. */
  readonly webhooks: readonly LifeWebhook[];
  readonly truths: readonly Truth[];
}
