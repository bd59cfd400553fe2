import { byteLength, isCioId, MAX_IDENTIFIER_BYTES } from './item-rules.ts';
import type { Identifiers } from './operation.ts';
import { percentDecode } from './percent-decode.ts';

const CIO_ID_PREFIX = 'cio_';
/** How much has to look like an e-mail address is not published. */
const EMAIL = /^[^\s@]+@[^\s@]+$/;

/**
 * Whom a v1 path names. The kind is guessed from the shape, so an opaque user id with an `@` in it is an e-mail address.
 *
 * @returns undefined for what can name nobody
 * @see https://docs.customer.io/integrations/api/track/
 */
export function parsePathIdentifier(encoded: string): Identifiers | undefined {
  const value = percentDecode(encoded);
  if (value === undefined || value === '' || byteLength(value) > MAX_IDENTIFIER_BYTES) return undefined;
  if (value.startsWith(CIO_ID_PREFIX)) {
    const cioId = value.slice(CIO_ID_PREFIX.length);
    return isCioId(cioId) ? { cio_id: cioId } : undefined;
  }
  return EMAIL.test(value) ? { email: value } : { id: value };
}
