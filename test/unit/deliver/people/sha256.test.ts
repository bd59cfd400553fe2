import { createHash, createHmac } from 'node:crypto';
import { Sha256 } from '../../../../functions/deliver/people/sha256.ts';

const message = Buffer.from('what is signed');
const bytes = Buffer.from('the derived key of a day');

async function digestOf(hash: Sha256): Promise<string> {
  hash.update(message);
  return Buffer.from(await hash.digest()).toString('hex');
}

const hmac = (secret: Buffer) => createHmac('sha256', secret).update(message).digest('hex');

test('without a secret it is the hash', async () => {
  expect(await digestOf(new Sha256())).toBe(createHash('sha256').update(message).digest('hex'));
});

test.each<{ what: string; secret: string | ArrayBuffer | ArrayBufferView }>([
  { what: 'text', secret: bytes.toString() },
  { what: 'bytes', secret: bytes },
  { what: 'a part of other bytes', secret: Buffer.concat([Buffer.alloc(3), bytes]).subarray(3) },
  { what: 'a buffer', secret: new Uint8Array(bytes).buffer },
])('with $what as the secret it is the HMAC, also the second time', async ({ secret }) => {
  expect(await digestOf(new Sha256(secret))).toBe(hmac(bytes));
  expect(await digestOf(new Sha256(secret))).toBe(hmac(bytes));
});

test('after a reset it begins again, with the same secret', async () => {
  const hash = new Sha256(bytes);
  hash.update(Buffer.from('something else'));

  hash.reset();

  expect(await digestOf(hash)).toBe(hmac(bytes));
});
