/** The operations of Track v2 that are served, as they are once they were found valid. */
export type Operation = IdentifyOperation | EventOperation | LifecycleOperation | MergeOperation;

export type Attributes = Readonly<Record<string, unknown>>;

/** Exactly one of them. A person is not named by `anonymous_id`; an event may be. */
export interface Identifiers {
  readonly id?: string | number;
  readonly email?: string;
  readonly phone?: string;
  readonly cio_id?: string | number;
  readonly anonymous_id?: string;
}

export interface IdentifyOperation {
  readonly type: 'person';
  readonly action: 'identify';
  readonly identifiers: Identifiers;
  /** Unix seconds of the change; orders competing writes. */
  readonly timestamp?: number;
  readonly attributes?: Attributes;
}

export interface EventOperation {
  readonly type: 'person';
  readonly action: 'event';
  readonly identifiers: Identifiers;
  readonly name: string;
  /** A ULID: a second event with it is ignored. */
  readonly id?: string;
  /** Unix seconds. */
  readonly timestamp?: number;
  readonly attributes?: Attributes;
}

export interface LifecycleOperation {
  readonly type: 'person';
  readonly action: 'delete' | 'suppress' | 'unsuppress';
  readonly identifiers: Identifiers;
}

export interface MergeOperation {
  readonly type: 'person';
  readonly action: 'merge';
  readonly primary: Identifiers;
  readonly secondary: Identifiers;
}

/** An attribute sent with this value is removed. */
export const isRemoval = (value: unknown): boolean => value === '' || value === null;
