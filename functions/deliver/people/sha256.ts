import { createHash, createHmac, createSecretKey, type Hash, type Hmac, type KeyObject } from 'node:crypto';

/** A key from the SDK's signer: text, or the bytes that it has derived and keeps. */
type Secret = string | ArrayBuffer | ArrayBufferView;

/**
 * SHA-256, with a secret its HMAC, as the SDK's signer asks for it. The SDK's own class gives Node the secret as bytes, of
 * which Node makes a key each time, in four times the time of the HMAC itself.
 */
export class Sha256 {
  #hash: Hash | Hmac;
  readonly #secret: Secret | undefined;

  constructor(secret?: Secret) {
    this.#secret = secret;
    this.#hash = hashWith(secret);
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = hashWith(this.#secret);
  }
}

/** Of a day and a role there is one secret, so bytes that come again are the same. */
const keys = new WeakMap<ArrayBuffer | ArrayBufferView, KeyObject>();

function hashWith(secret: Secret | undefined): Hash | Hmac {
  if (secret === undefined) return createHash('sha256');
  return createHmac('sha256', typeof secret === 'string' ? secret : keyOf(secret));
}

function keyOf(secret: ArrayBuffer | ArrayBufferView): KeyObject {
  let key = keys.get(secret);
  if (key === undefined) {
    const bytes = ArrayBuffer.isView(secret)
      ? Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength)
      : Buffer.from(secret);
    key = createSecretKey(bytes);
    keys.set(secret, key);
  }
  return key;
}
