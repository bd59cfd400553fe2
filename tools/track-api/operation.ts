/** The operations of Track v2, as they are once they were found valid. */
export type Operation = PersonOperation | ObjectOperation | DeliveryOperation;

export type PersonOperation =
  | IdentifyOperation
  | EventOperation
  | LifecycleOperation
  | MergeOperation
  | DeviceOperation
  | PersonRelationshipsOperation;

export type ObjectOperation = ObjectIdentifyOperation | ObjectDeleteOperation | ObjectRelationshipsOperation;

export type Attributes = Readonly<Record<string, unknown>>;

/** Exactly one of them. A person is not named by `anonymous_id`; an event or a relationship may be. */
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
  readonly cio_relationships?: readonly ToObject[];
}

export interface EventOperation {
  readonly type: 'person';
  readonly action: 'event' | 'page' | 'screen';
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

export type DeviceOperation =
  | {
      readonly type: 'person';
      readonly action: 'add_device';
      readonly identifiers: Identifiers;
      readonly device: Device;
    }
  | {
      readonly type: 'person';
      readonly action: 'delete_device';
      readonly identifiers: Identifiers;
      readonly device: Pick<Device, 'token'>;
    };

export interface Device {
  readonly token: string;
  readonly platform: 'ios' | 'android';
  /** Unix seconds. */
  readonly last_used?: number;
  readonly attributes?: Attributes;
}

export interface PersonRelationshipsOperation {
  readonly type: 'person';
  readonly action: 'add_relationships' | 'delete_relationships';
  readonly identifiers: Identifiers;
  readonly cio_relationships: readonly ToObject[];
}

/** An object is anything that is no person: a company, a course. Customer.io hands the `cio_object_id` out. */
export type ObjectIdentifiers =
  | { readonly object_type_id: string; readonly object_id: string }
  | { readonly cio_object_id: string };

/** A relationship as the person's side names it. */
export interface ToObject {
  readonly identifiers: ObjectIdentifiers;
  readonly relationship_attributes?: Attributes;
}

/** A relationship as the object's side names it. */
export interface ToPerson {
  readonly identifiers: Identifiers;
  readonly relationship_attributes?: Attributes;
}

export interface ObjectIdentifyOperation {
  readonly type: 'object';
  readonly action: 'identify' | 'identify_anonymous';
  readonly identifiers: ObjectIdentifiers;
  readonly attributes?: Attributes;
  readonly cio_relationships?: readonly ToPerson[];
  /** The published example of `identify_anonymous` names somebody here, its schema in `cio_relationships`. */
  readonly anonymous_id?: string;
}

export interface ObjectDeleteOperation {
  readonly type: 'object';
  readonly action: 'delete';
  readonly identifiers: ObjectIdentifiers;
}

export interface ObjectRelationshipsOperation {
  readonly type: 'object';
  readonly action: 'add_relationships' | 'delete_relationships';
  readonly identifiers: ObjectIdentifiers;
  readonly cio_relationships: readonly ToPerson[];
}

/** What became of a message that does not report back by itself, such as a push notification. */
export interface DeliveryOperation {
  readonly type: 'delivery';
  readonly action: 'event';
  readonly identifiers: { readonly id: string };
  readonly name: 'opened' | 'converted' | 'delivered';
  readonly attributes: Attributes;
}

/** An attribute sent with this value is removed. */
export const isRemoval = (value: unknown): boolean => value === '' || value === null;

/** Attributes after a change. Those of objects, relationships and devices have no time: the later arrival wins. */
export function withChanges(held: Attributes, changes: Attributes = {}): Attributes {
  return Object.fromEntries(Object.entries({ ...held, ...changes }).filter(([, value]) => !isRemoval(value)));
}
