import type { AttributeValue } from '../../../shared/customerio/operations.ts';

/** What a change is about. */
export const SUBJECTS = [
  'connection',
  'outcome',
  'workspace',
  'identity',
  'event',
  'event attribute',
  'person attribute',
] as const;
export type Subject = (typeof SUBJECTS)[number];

/** One side of a change: a name or, of an outcome, a workspace or an identity, what it is. */
export interface Side {
  readonly name: string;
  /** Of an attribute. `""` is what clears one. */
  readonly value?: AttributeValue;
}

/** How something at Customer.io would be otherwise. */
export interface Change {
  readonly subject: Subject;
  readonly kind: 'added' | 'removed' | 'renamed' | 'other type' | 'other value' | 'changed';
  readonly before?: Side;
  readonly after?: Side;
}

/** What Customer.io takes a value for. */
export function typeOf(value: AttributeValue): string {
  return value === '' ? 'cleared' : typeof value;
}
