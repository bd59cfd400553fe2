import { closest, distance } from 'fastest-levenshtein';
import * as z from 'zod';

/** Two names are similar if at most this share of the longer one has to be changed. */
const SIMILAR = 0.4;

interface UnknownKeys {
  /** The message for an unknown key. */
  readonly unknown?: string;
  /** A better hint than the nearest name, for keys that deserve one. */
  readonly hint?: (key: string) => string | undefined;
}

/** An object with these keys only; the message for an unknown one names the nearest key that exists. */
export function closedObject<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  unknownKeys: UnknownKeys = {},
) {
  const { unknown = 'not a key that exists here', hint } = unknownKeys;
  const keys = Object.keys(shape);
  const explain = (key: string) => `${unknown}${hintFor(key, keys, hint)}`;
  return z.strictObject(shape, {
    // One line a key, in the order of `issue.keys`: `explainFaults` gives each its own path.
    error: (issue) => (issue.code === 'unrecognized_keys' ? issue.keys.map(explain).join('\n') : undefined),
  });
}

/** The key that an unknown one may have meant, for the end of its message. */
export function hintFor(key: string, keys: readonly string[], hint?: UnknownKeys['hint']): string {
  const better = hint?.(key);
  if (better !== undefined) return `; ${better}`;
  const lowerCase = keys.map((each) => each.toLowerCase());
  const nearest = closest(key.toLowerCase(), lowerCase);
  const changed = distance(key.toLowerCase(), nearest) / Math.max(key.length, nearest.length);
  return changed <= SIMILAR
    ? `; did you mean ${keys[lowerCase.indexOf(nearest)]}?`
    : `; expected one of ${listOf(keys)}`;
}

function listOf(keys: readonly string[]): string {
  return keys.length > 8
    ? `${keys.slice(0, 8).join(', ')} … (docs/mapping.md has them all)`
    : keys.join(', ');
}
