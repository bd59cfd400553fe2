import { isDeepStrictEqual } from 'node:util';
import { credentialsSchema, sharedSecretSchema } from '../../../shared/config/secret-values.ts';
import type { Credentials } from '../../../shared/customerio/track-client.ts';
import { toObject } from '../../../shared/purchasely/to-object.ts';
import type { SecretTarget } from './targets.ts';

/** What a secret holds, by whose it is. Nothing of it is ever shown, not even its length. */
export type SecretValue =
  | { readonly side: 'purchasely'; readonly fields: { readonly sharedSecret: string } }
  | { readonly side: 'customerio'; readonly fields: Credentials };

/** How the secret of each side looks. */
export const SHAPES: Record<SecretTarget['side'], string> = {
  purchasely: '{"sharedSecret":"…"}',
  customerio: '{"siteId":"…","apiKey":"…"}',
};

/** Reads a stored secret exactly as the functions do; `undefined` if they could not. */
export function parseStored(side: SecretTarget['side'], stored: string): SecretValue | undefined {
  const object = toObject(stored);
  if (side === 'purchasely') {
    const parsed = sharedSecretSchema.safeParse(object);
    return parsed.success ? { side, fields: parsed.data } : undefined;
  }
  const parsed = credentialsSchema.safeParse(object);
  return parsed.success ? { side, fields: parsed.data } : undefined;
}

/** Reads what somebody typed or piped in: JSON, or the shared secret alone. Space around a value is never part of it. */
export function parseGiven(side: SecretTarget['side'], given: string): SecretValue | undefined {
  const text = given.replace(/^\uFEFF/, '').trim();
  const isBare = side === 'purchasely' && !text.startsWith('{');
  const value = parseStored(side, isBare ? JSON.stringify({ sharedSecret: text }) : text);
  if (value === undefined) return undefined;
  const trimmed = Object.entries(value.fields).map(([name, field]) => [name, field.trim()]);
  return parseStored(side, JSON.stringify(Object.fromEntries(trimmed)));
}

/** What is wrong with a value whose shape is right, in words that tell nothing of it. */
export function flawOf({ fields }: SecretValue): string | undefined {
  const values = Object.values(fields);
  if (values.some((value) => value !== value.trim())) return 'has space around a value';
  if (values.some((value) => /[\r\n]/.test(value))) return 'has a line break in a value';
  // What the instructions show in its place.
  if (values.some((value) => ['…', '...'].includes(value))) return 'has dots where a value should be';
  return undefined;
}

export function areSame(one: SecretValue, other: SecretValue | undefined): boolean {
  return isDeepStrictEqual(one, other);
}
