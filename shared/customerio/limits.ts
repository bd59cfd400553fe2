/**
 * Limits of the Track API, all in bytes of UTF-8 unless said otherwise.
 *
 * @see https://docs.customer.io/integrations/api/track/
 * @see https://docs.customer.io/journeys/invalid-api-requests
 */
export const MAX_IDENTIFIER_BYTES = 150;
export const MAX_ATTRIBUTE_NAME_BYTES = 150;
export const MAX_ATTRIBUTE_VALUE_BYTES = 1000;
/** Attributes of one identify; events are held to the same number. */
export const MAX_ATTRIBUTES = 300;
export const MAX_EVENT_NAME_BYTES = 100;

/** "32 kB" an item and "500 kB" a body: whether a kB has 1000 or 1024 bytes is not published, so the smaller, with room. */
export const MAX_ITEM_BYTES = 32_000;
export const MAX_BATCH_BYTES = 480_000;
/** Not published. 100 stays far below what public senders use. */
export const MAX_BATCH_ITEMS = 100;

/** Attributes of a person that Customer.io reserves: never set from a webhook. */
const RESERVED_PERSON_ATTRIBUTES: ReadonlySet<string> = new Set([
  'id',
  'email',
  'phone',
  'cio_id',
  'anonymous_id',
  'created_at',
  'unsubscribed',
  'timezone',
  'timezone_valid',
  'mobile_ad_id',
  'email_sha256',
  'mobile_ad_id_sha256',
]);

/** Also reserved: everything that begins so. Customer.io keeps its own values there. */
const RESERVED_PERSON_PREFIXES = ['cio_', '_'];

export function isReservedPersonAttribute(name: string): boolean {
  return (
    RESERVED_PERSON_ATTRIBUTES.has(name) || RESERVED_PERSON_PREFIXES.some((prefix) => name.startsWith(prefix))
  );
}

/** Event attributes that would override the addresses of the campaign's own messages. */
export const RESERVED_EVENT_ATTRIBUTES: ReadonlySet<string> = new Set([
  'recipient',
  'from_address',
  'reply_to',
]);
