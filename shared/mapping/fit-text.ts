import { MAX_ATTRIBUTE_VALUE_BYTES } from '../customerio/limits.ts';
import type { Adjust } from './adjustment.ts';
import { cutToBytes } from './cut.ts';

/** A text that Customer.io accepts as a value: well formed, and cut where it is too long. */
export function fitText(text: string, field: string, adjust: Adjust): string {
  const cut = cutToBytes(text.toWellFormed(), MAX_ATTRIBUTE_VALUE_BYTES);
  if (cut !== text) adjust({ field, what: 'value cut' });
  return cut;
}
