import fc from 'fast-check';
import { isSignedBy, signatureOf } from '../../../shared/purchasely/signature.ts';
import { readSample } from '../../support/samples.ts';

const SECRET = 'test-shared-secret-01';
const TIMESTAMP = '1767225600';
const bytes = (text: string) => new TextEncoder().encode(text);

const trialStarted =
  '{"event_name":"TRIAL_STARTED","event_id":"7b1f0c52-8f0e-4f57-9d0a-2f6f5d1c9e11","user_id":"usr-001"}';
const trialStartedSignature = '7cff5fe2124e37f2c620491a0481d5073d949d0cb14167c14c4ea1457d5c0887';
const escaped = '{"content_id":"a\\/b\\u0026c"}';
const escapedSignature = '34ce597e8e8b865c9b97f294cc1353826e15231d6fd8f5aa0fd426c16d60ad01';
const reserialized = (body: string, indent?: number) => JSON.stringify(JSON.parse(body), null, indent);

const VECTORS = [
  {
    what: "the vector of Purchasely's documentation",
    secret: 'foobar',
    timestamp: '1698322022',
    body: '{"a_random_key":"a_random_value_ad"}',
    signature: 'f3c2a452e9ea72f41107321aeaf7999f1054148866a710c9b23f9f501785e2a4',
  },
  {
    what: 'a small webhook',
    secret: SECRET,
    timestamp: TIMESTAMP,
    body: trialStarted,
    signature: trialStartedSignature,
  },
  {
    what: 'the same webhook indented, under a signature of its own',
    secret: SECRET,
    timestamp: TIMESTAMP,
    body: reserialized(trialStarted, 2),
    signature: '69304d9d11f329276b708d8b544d434a4e7b7fd42a0c7620cffe87f78fb15c86',
  },
  {
    what: 'a body beyond ASCII',
    secret: SECRET,
    timestamp: TIMESTAMP,
    body: '{"event_name":"ACTIVATE","plan":"Été – 🎬","user_id":"usr-002"}',
    signature: '5e5a34d3c0440fdf5f3c5b31d1581fc5432f27992d042b9ecbbb692d7cb2b1b2',
  },
  {
    what: 'a body with JSON escapes',
    secret: SECRET,
    timestamp: TIMESTAMP,
    body: escaped,
    signature: escapedSignature,
  },
  {
    what: 'the same body without the escapes, under a signature of its own',
    secret: SECRET,
    timestamp: TIMESTAMP,
    body: reserialized(escaped),
    signature: '30e96c06a2807683d6c8d53dbf7f062f4f3fe84d9bb43fd2320262f43a9dc290',
  },
  {
    what: 'a whole sample webhook, minified',
    secret: SECRET,
    timestamp: TIMESTAMP,
    body: reserialized(readSample('trial-started.json')),
    signature: '3ce165dd63a6e5cbc8f83f0821d866f226ca6d85953e73cb7cb3e5e527ca81c0',
  },
];

test.each(VECTORS)('accepts $what', ({ secret, timestamp, body, signature }) => {
  expect(isSignedBy(secret, timestamp, bytes(body), signature)).toBe(true);
});

test.each(VECTORS)('signs $what as Purchasely does', ({ secret, timestamp, body, signature }) => {
  expect(signatureOf(secret, timestamp, bytes(body))).toBe(signature);
});

test.each([
  { what: 'indented', body: reserialized(trialStarted, 2), signature: trialStartedSignature },
  { what: 'without its JSON escapes', body: reserialized(escaped), signature: escapedSignature },
])('refuses a body that was parsed and written again, $what', ({ body, signature }) => {
  expect(isSignedBy(SECRET, TIMESTAMP, bytes(body), signature)).toBe(false);
});

test.each([
  {
    secret: 'foobar',
    timestamp: '1580909929',
    signature: 'ea909b88098b63ef93711cd14542403e5efe1a23c07d94a764bd4db55abba5a6',
  },
  {
    secret: SECRET,
    timestamp: TIMESTAMP,
    signature: '579ecb63b09926ad44230f7d533783e3ecb1d632114388925948e5ab0c1918d0',
  },
])('refuses the deprecated signature, which does not cover the body ($secret)', (vector) => {
  expect(isSignedBy(vector.secret, vector.timestamp, bytes(trialStarted), vector.signature)).toBe(false);
});

test.each([
  { what: 'missing', signature: '' },
  { what: 'in upper case', signature: trialStartedSignature.toUpperCase() },
  { what: 'a character short', signature: trialStartedSignature.slice(0, -1) },
  { what: 'a character long', signature: `${trialStartedSignature}0` },
  { what: 'followed by a line break', signature: `${trialStartedSignature}\n` },
  { what: 'not hexadecimal', signature: `${trialStartedSignature.slice(0, -1)}g` },
  { what: 'of the right length, but text', signature: 'é'.repeat(64) },
])('refuses a signature that is $what', ({ signature }) => {
  expect(isSignedBy(SECRET, TIMESTAMP, bytes(trialStarted), signature)).toBe(false);
});

test('refuses a webhook without its timestamp, and one signed with another secret', () => {
  expect(isSignedBy(SECRET, '', bytes(trialStarted), trialStartedSignature)).toBe(false);
  expect(isSignedBy('test-shared-secret-02', TIMESTAMP, bytes(trialStarted), trialStartedSignature)).toBe(
    false,
  );
});

describe('whatever the bytes of a body', () => {
  const timestamps = fc.stringMatching(/^\d{10}$/);
  const bodies = fc.uint8Array({ minLength: 1, maxLength: 200 });
  const positions = fc.nat();

  test('accepts what it signed itself', () => {
    fc.assert(
      fc.property(fc.string(), timestamps, bodies, (secret, timestamp, body) => {
        expect(isSignedBy(secret, timestamp, body, signatureOf(secret, timestamp, body))).toBe(true);
      }),
    );
  });

  test('refuses a body in which one bit has changed', () => {
    fc.assert(
      fc.property(timestamps, bodies, positions, fc.nat({ max: 7 }), (timestamp, body, position, bit) => {
        const at = position % body.length;
        const changed = body.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte));

        expect(isSignedBy(SECRET, timestamp, changed, signatureOf(SECRET, timestamp, body))).toBe(false);
      }),
    );
  });

  test('refuses a timestamp or a signature in which one digit has changed', () => {
    fc.assert(
      fc.property(
        timestamps,
        bodies,
        positions,
        fc.integer({ min: 1, max: 9 }),
        (timestamp, body, at, by) => {
          const signature = signatureOf(SECRET, timestamp, body);

          expect(isSignedBy(SECRET, withOtherDigit(timestamp, at, by, 10), body, signature)).toBe(false);
          expect(isSignedBy(SECRET, timestamp, body, withOtherDigit(signature, at, by, 16))).toBe(false);
        },
      ),
    );
  });
});

function withOtherDigit(digits: string, position: number, by: number, base: number): string {
  const at = position % digits.length;
  const other = (Number.parseInt(digits.charAt(at), base) + by) % base;
  return digits.slice(0, at) + other.toString(base) + digits.slice(at + 1);
}
