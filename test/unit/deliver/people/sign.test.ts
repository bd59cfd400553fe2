import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Checksum, SourceData } from '@smithy/types';
import fc from 'fast-check';
import { CONTENT_TYPE, createSigner } from '../../../../functions/deliver/people/sign.ts';

/** SHA-256 as the SDK's signer takes it. */
class Sha256 implements Checksum {
  readonly #hash: Hash | Hmac;
  constructor(secret?: SourceData) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', toBytes(secret));
  }
  update(data: SourceData): void {
    this.#hash.update(toBytes(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

function toBytes(data: SourceData): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

const text = fc.string({ unit: fc.constantFrom(...'abcXYZ019+/='), minLength: 1, maxLength: 60 });

test('signs as the SDK does, day after day, with the credentials of a role and of a user', async () => {
  const run = fc.asyncProperty(
    fc.record({
      accessKeyId: text,
      secretAccessKey: text,
      sessionToken: fc.option(text, { nil: undefined }),
    }),
    fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 4_000_000_000_000 })), {
      minLength: 1,
    }),
    async (credentials, requests) => {
      const host = 'dynamodb.eu-west-1.amazonaws.com';
      const target = 'DynamoDB_20120810.PutItem';
      const caller = { host, region: 'eu-west-1', service: 'dynamodb', credentials };
      const sign = createSigner(caller);
      const { sessionToken, ...user } = credentials;
      const sdk = new SignatureV4({
        ...caller,
        credentials: sessionToken === undefined ? user : { ...user, sessionToken },
        sha256: Sha256,
        applyChecksum: false,
      });
      for (const [body, nowMs] of requests) {
        const expected = await sdk.sign(
          {
            protocol: 'https:',
            hostname: host,
            method: 'POST',
            path: '/',
            headers: { host, 'content-type': CONTENT_TYPE, 'x-amz-target': target },
            query: {},
            body,
          },
          { signingDate: new Date(nowMs) },
        );
        expect({ host, ...sign(target, body, nowMs) }).toEqual(expected.headers);
      }
    },
  );
  await fc.assert(run, { numRuns: 50 });
});
