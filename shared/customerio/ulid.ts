import { hash } from 'node:crypto';

/** Crockford's base 32. @see https://github.com/ulid/spec */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** The last millisecond a ULID can name, in the year 10889. */
export const MAX_ULID_TIME_MS = 2 ** 48 - 1;
const TIME_CHARACTERS = 10;
/** The hash goes in two halves of 40 bits, which a number holds exactly. */
const HALF_BYTES = 5;
const HALF_CHARACTERS = 8;

/**
 * The ULID of an event: always the same for the same time and parts, so that Customer.io recognizes every repeat. The 80
 * bits that are random in other ULIDs are the head of a SHA-256 over the parts.
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
  const digest = hash('sha256', JSON.stringify(parts), 'buffer');
  return (
    toBase32(createdAtMs, TIME_CHARACTERS) +
    toBase32(digest.readUIntBE(0, HALF_BYTES), HALF_CHARACTERS) +
    toBase32(digest.readUIntBE(HALF_BYTES, HALF_BYTES), HALF_CHARACTERS)
  );
}

function toBase32(value: number, characters: number): string {
  let rest = value;
  let text = '';
  for (let index = 0; index < characters; index += 1) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
