import { createHash } from 'node:crypto';

/** Crockford's base 32. @see https://github.com/ulid/spec */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** The last millisecond a ULID can name, in the year 10889. */
export const MAX_ULID_TIME_MS = 2 ** 48 - 1;
const TIME_CHARACTERS = 10;
const HASH_CHARACTERS = 16;

/**
 * The ULID of an event: always the same for the same time and parts, so that Customer.io recognizes a repeat, whoever
 * repeats it. The 80 bits that are random in other ULIDs are the head of a SHA-256 over the parts.
 *
 * @param createdAtMs the event's own creation time, never the time of sending
 * @param parts together unique in the workspace
 * @throws {RangeError} if the time does not fit 48 bits (after the year 10889)
 * @see https://docs.customer.io/integrations/api/track/ "a value seen before makes the repeat ignored"
 */
export function derivedUlid(createdAtMs: number, parts: readonly string[]): string {
  if (!Number.isInteger(createdAtMs) || createdAtMs < 0 || createdAtMs > MAX_ULID_TIME_MS) {
    throw new RangeError(`not the time of a ULID: ${createdAtMs}`);
  }
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 10);
  return (
    toBase32(BigInt(createdAtMs), TIME_CHARACTERS) +
    toBase32(BigInt(`0x${hash.toString('hex')}`), HASH_CHARACTERS)
  );
}

function toBase32(value: bigint, characters: number): string {
  let rest = value;
  let text = '';
  for (let index = 0; index < characters; index += 1) {
    text = ALPHABET.charAt(Number(rest & 31n)) + text;
    rest >>= 5n;
  }
  return text;
}
