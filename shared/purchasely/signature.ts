import { createHmac, timingSafeEqual } from 'node:crypto';

/** Lower-case hex of a SHA-256. */
const SIGNATURE = /^[0-9a-f]{64}$/;

/**
 * Whether Purchasely signed this request: HMAC-SHA256 of the timestamp header followed at once by the raw body, as
 * lower-case hex in `X-PURCHASELY-REQUEST-SIGNATURE`. The older `X-PURCHASELY-SIGNATURE` does not cover the body and is
 * no proof of anything.
 *
 * @param timestamp the `X-PURCHASELY-TIMESTAMP` header, exactly as received
 * @param body the raw bytes of the body: a parsed and re-serialized body has another signature
 * @see https://docs.purchasely.com/docs/backend-entitlements
 */
export function isSignedBy(secret: string, timestamp: string, body: Uint8Array, signature: string): boolean {
  if (!SIGNATURE.test(signature)) return false;
  return timingSafeEqual(digest(secret, timestamp, body), Buffer.from(signature, 'hex'));
}

/** The signature Purchasely would send with this body. */
export function signatureOf(secret: string, timestamp: string, body: Uint8Array): string {
  return digest(secret, timestamp, body).toString('hex');
}

function digest(secret: string, timestamp: string, body: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(timestamp).update(body).digest();
}
