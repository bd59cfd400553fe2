import type * as z from 'zod';
import type { ConnectorConfig } from '../../../shared/config/define-config.ts';
import type { connectorConfigSchema } from '../../../shared/config/schema.ts';

/**
 * What a platform team may write and what the checks take are one: the words stand in define-config.ts, the checks in
 * schema.ts. Types are compared by the compiler, so `npm run typecheck` is what fails here.
 */
export const CHECKED_AS_WRITTEN: Same<Authored, ConnectorConfig> = true;

// @ts-expect-error: a key that only one of them has is found, wherever it is.
export const IS_FOUND: Same<Authored, ConnectorConfig & { stages: Record<string, { more?: 1 }> }> = true;

type Authored = z.input<typeof connectorConfigSchema>;

type Same<A, B> = Identical<Writable<A>, Writable<B>>;

/** The compiler takes two functions for one only where their conditions are identical, optional keys included. */
type Identical<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : { first: A; second: B };

/** The same keys, whether they are read-only or not, all the way down. */
type Writable<T> = T extends readonly (infer Item)[]
  ? Writable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Writable<T[Key]> }
    : T;
