/**
 * Stands in every personal value of the campaign (ids of users, devices, purchases and transactions, tokens, addresses)
 * and nowhere else: a log line that holds it has leaked something. Event ids are without it, because logs name them.
 */
export const MARK = 'zqvx';

/** One webhook as Purchasely sends it, and its expected outcome. */
export interface GeneratedWebhook {
  /** The text that is signed and posted: JSON, written in one of the ways it may be written. */
  readonly body: string;
  /** The body's `event_id`, unique over the campaign. */
  readonly eventId: string;
  /** When Purchasely first tries to send it, milliseconds since the epoch: the body's `event_created_at_ms`. */
  readonly createdAtMs: number;
  readonly connection: string;
  /** Purchasely sends the webhooks of one user one after the other: the key of that user's queue. */
  readonly owner: string;
  readonly expected: ExpectedOutcome;
}

export const byTime = (
  one: Pick<GeneratedWebhook, 'createdAtMs'>,
  other: Pick<GeneratedWebhook, 'createdAtMs'>,
) => one.createdAtMs - other.createdAtMs;

/** Where a webhook ends once every fault is over. */
export type ExpectedOutcome =
  /** Exactly one event whose attribute `event_id` is the webhook's, in this workspace of the stand-in. */
  | {
      readonly kind: 'event';
      readonly workspace: string;
      readonly name: string;
      /** Id of the person who has it in the end; absent if it stays an anonymous event. */
      readonly person?: string;
    }
  /** The event is switched off: it updates the person, and no event has its id. */
  | { readonly kind: 'person-only' }
  /** Nothing is sent; `why` as the log line `event skipped` has it. */
  | { readonly kind: 'skipped'; readonly why: string }
  /** Poison: it ends in the dead-letter queue for this reason, one of `DEAD_LETTER_REASONS`. */
  | { readonly kind: 'dead-letter'; readonly reason: string };

/** The expected state of a person in the end, as far as the scenario knows it. */
export interface ExpectedPerson {
  /** Name of the workspace at the stand-in, such as `cinema production`. */
  readonly workspace: string;
  readonly userId: string;
  /**
   * Attributes of the person by their names at Customer.io. `undefined`: the person does not have it, because it was
   * cleared or never set. Attributes not named here may have any value.
   */
  readonly attributes: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Every anonymous id the person has claimed, in alphabetical order. */
  readonly anonymousIds: readonly string[];
}

/** One subscriber, or a few who share a purchase, and all webhooks about them. */
export interface Subscriber {
  readonly scenario: string;
  /** In the order of their times. */
  readonly webhooks: readonly GeneratedWebhook[];
  readonly expectedPeople: readonly ExpectedPerson[];
}
