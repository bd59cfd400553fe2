import { isDeepStrictEqual } from 'node:util';
import { credentialsSchema, sharedSecretSchema } from '../../../shared/config/secret-values.ts';
import type { Credentials } from '../../../shared/customerio/track-client.ts';
import { toObject } from '../../../shared/purchasely/to-object.ts';
import type { SecretTarget } from './targets.ts';

/** Value of a secret. Never show any part of it, not even its length. */
export type SecretValue =
  | { readonly side: 'purchasely'; readonly fields: { readonly sharedSecret: string } }
  | { readonly side: 'customerio'; readonly fields: Credentials };

/** Expected shapes, for messages. */
export const SHAPES: Record<SecretTarget['side'], string> = {
  purchasely: '{"sharedSecret":"…"}',
  customerio: '{"siteId":"…","apiKey":"…"}',
};

/** Parses a stored secret exactly as the functions do. Returns undefined if it is not valid. */
export function parseStored(side: SecretTarget['side'], stored: string): SecretValue | undefined {
  const object = toObject(stored);
  if (side === 'purchasely') {
    const parsed = sharedSecretSchema.safeParse(object);
    return parsed.success ? { side, fields: parsed.data } : undefined;
  }
  const parsed = credentialsSchema.safeParse(object);
  return parsed.success ? { side, fields: parsed.data } : undefined;
}

/** Parses a typed or piped value: JSON, or the shared secret alone. Removes space around values. */
export function parseGiven(side: SecretTarget['side'], given: string): SecretValue | undefined {
  const text = given.replace(/^\uFEFF/, '').trim();
  const isBare = side === 'purchasely' && !text.startsWith('{');
  const value = parseStored(side, isBare ? JSON.stringify({ sharedSecret: text }) : text);
  if (value === undefined) return undefined;
  const trimmed = Object.entries(value.fields).map(([name, field]) => [name, field.trim()]);
  return parseStored(side, JSON.stringify(Object.fromEntries(trimmed)));
}

/** Returns the flaw of a value with the right shape, as text that reveals nothing of the value. */
export function flawOf({ fields }: SecretValue): string | undefined {
  const values = Object.values(fields);
  if (values.some((value) => value !== value.trim())) return 'has space around a value';
  if (values.some((value) => /[\r\n]/.test(value))) return 'has a line break in a value';
  // Placeholders of the instructions.
  if (values.some((value) => ['…', '...'].includes(value))) return 'has dots where a value should be';
  return undefined;
}

export function areSame(one: SecretValue, other: SecretValue | undefined): boolean {
  return isDeepStrictEqual(one, other);
}
