/**
 * The operations of the Track v2 API this connector sends. @see https://docs.customer.io/integrations/api/track/#operation/batch
 */

/** Exactly one key. `anonymous_id` only on events. */
export type Identifiers =
  | { readonly id: string }
  | { readonly email: string }
  | { readonly cio_id: string }
  | { readonly anonymous_id: string };

export type AttributeValue = string | number | boolean;

/** In the order they were set; `""` removes an attribute of a person. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface IdentifyOperation {
  readonly type: 'person';
  readonly action: 'identify';
  readonly identifiers: Identifiers;
  /** Unix seconds at which the attributes became true: at Customer.io an older write loses, attribute by attribute. */
  readonly timestamp: number;
  readonly attributes: Attributes;
}

export interface EventOperation {
  readonly type: 'person';
  readonly action: 'event';
  readonly identifiers: Identifiers;
  /** A ULID: Customer.io ignores one it has seen. */
  readonly id: string;
  readonly name: string;
  /** Unix seconds; Customer.io takes the time of receipt where it is missing. */
  readonly timestamp?: number;
  readonly attributes: Attributes;
}
