import type { ResolvedConnection } from '../../../shared/config/resolved.ts';
import type { AttributeValue, Identifiers } from '../../../shared/customerio/operations.ts';
import type { Adjustment } from '../../../shared/mapping/adjustment.ts';
import type { PurchaselyEvent } from '../../../shared/purchasely/webhook.ts';

/** What an explanation looks at: an event, the connection it came in by, and what the mapping could not send as it was. */
export interface MappedEvent {
  readonly event: PurchaselyEvent;
  readonly connection: ResolvedConnection;
  readonly adjustments: readonly Adjustment[];
}

/** One attribute that Customer.io would get, and why it has its value. */
export interface ExplainedAttribute {
  readonly name: string;
  /** `""` clears an attribute of a person. */
  readonly value: AttributeValue;
  /** What it is, whatever its name: an attribute of the webhook, or `userProperties.<property>`. */
  readonly source: string;
  /** The webhook attributes it was made of, as they came; `null` for one that was looked for and is not there. */
  readonly from: Readonly<Record<string, unknown>>;
  readonly why: string;
}

/** Something that does not come to Customer.io, and why not. */
export interface LeftOut {
  readonly name: string;
  readonly why: string;
}

/** What a webhook sends. */
export interface Sends {
  readonly kind: 'sends';
  /** Name of the secret that holds the credentials of the workspace. */
  readonly workspace: string;
  readonly region: string;
  readonly identifiers: Identifiers;
  readonly person: Explained | { readonly why: string };
  readonly event: (Explained & { readonly name: string; readonly id: string }) | { readonly why: string };
  /** What is sent otherwise than it came, because Customer.io would refuse it. */
  readonly adjustments: readonly Adjustment[];
}

/** An operation, its attributes explained. */
export interface Explained {
  /** Unix seconds; without it, Customer.io takes the time of receipt. */
  readonly timestamp?: number;
  readonly attributes: readonly ExplainedAttribute[];
  readonly without: readonly LeftOut[];
}

/** Reads as they are told: what is missing becomes `null`, which JSON has. */
export function toFrom(reads: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(reads).map(([name, value]) => [name, value ?? null]));
}
