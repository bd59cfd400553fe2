import type { ResolvedConnection } from '../../../shared/config/resolved.ts';
import type { AttributeValue, Identifiers } from '../../../shared/customerio/operations.ts';
import type { Adjustment } from '../../../shared/mapping/adjustment.ts';
import type { PurchaselyEvent } from '../../../shared/purchasely/webhook.ts';

/** Input of an explanation: an event, its connection, and the values that the mapping changed before sending. */
export interface MappedEvent {
  readonly event: PurchaselyEvent;
  readonly connection: ResolvedConnection;
  readonly adjustments: readonly Adjustment[];
}

/** An attribute that Customer.io would get, with the reason for its value. */
export interface ExplainedAttribute {
  readonly name: string;
  /** `""` clears an attribute of a person. */
  readonly value: AttributeValue;
  /** Its origin: an attribute of the webhook, or `userProperties.<property>`. */
  readonly source: string;
  /** The webhook attributes it was made of, unchanged. `null` for an attribute that the webhook does not have. */
  readonly from: Readonly<Record<string, unknown>>;
  readonly why: string;
}

/** An attribute that is not sent, with the reason. */
export interface LeftOut {
  readonly name: string;
  readonly why: string;
}

/** Operations that a webhook sends, explained. */
export interface Sends {
  readonly kind: 'sends';
  /** Name of the secret that holds the credentials of the workspace. */
  readonly workspace: string;
  readonly region: string;
  readonly identifiers: Identifiers;
  readonly person: Explained | { readonly why: string };
  readonly event: (Explained & { readonly name: string; readonly id: string }) | { readonly why: string };
  /** Values changed before sending, because Customer.io would refuse them. */
  readonly adjustments: readonly Adjustment[];
}

/** An operation with explained attributes. */
export interface Explained {
  /** Unix seconds. Without it, Customer.io uses the time of receipt. */
  readonly timestamp?: number;
  readonly attributes: readonly ExplainedAttribute[];
  readonly without: readonly LeftOut[];
}

/** Replaces missing values with `null`, so that JSON keeps them. */
export function toFrom(reads: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(reads).map(([name, value]) => [name, value ?? null]));
}
