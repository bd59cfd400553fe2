/** The supported operations of Track v2, after validation. */
export type Operation = IdentifyOperation | EventOperation | LifecycleOperation | MergeOperation;

export type Attributes = Readonly<Record<string, unknown>>;

/** Has exactly one key. `anonymous_id` identifies an event, never a person. */
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
  /** Time of the change in Unix seconds. Decides between competing writes. */
  readonly timestamp?: number;
  readonly attributes?: Attributes;
}

export interface EventOperation {
  readonly type: 'person';
  readonly action: 'event';
  readonly identifiers: Identifiers;
  readonly name: string;
  /** A ULID. Further events with the same id are ignored. */
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

/** Returns true for a value that removes the attribute. */
export const isRemoval = (value: unknown): boolean => value === '' || value === null;
