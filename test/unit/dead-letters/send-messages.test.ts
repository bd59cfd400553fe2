import { toReplayed } from '../../../shared/dead-letters/replay-letters.ts';
import { packMessages, sizeOf } from '../../../shared/dead-letters/send-messages.ts';
import { aDeadLetter } from './letters.ts';

const message = (bytes: number) => ({ body: 'x'.repeat(bytes), attributes: {} });

test.each([
  { bodies: [], maxEntries: 10, calls: [] },
  { bodies: [1, 1, 1], maxEntries: 10, calls: [3] },
  { bodies: Array.from({ length: 21 }, () => 1), maxEntries: 10, calls: [10, 10, 1] },
  { bodies: [1, 1, 1], maxEntries: 2, calls: [2, 1] },
  { bodies: [500_000, 500_000, 500_000], maxEntries: 10, calls: [2, 1] },
  { bodies: [1_048_576, 1], maxEntries: 10, calls: [1, 1] },
])('packs messages of $bodies.length bodies into calls of $calls', ({ bodies, maxEntries, calls }) => {
  expect(packMessages(bodies.map(message), maxEntries).map(({ length }) => length)).toEqual(calls);
});

test('counts the bytes of attributes as SQS does', () => {
  const attributes = {
    é: { DataType: 'String', StringValue: 'ab' },
    b: { DataType: 'Binary', BinaryValue: new Uint8Array(5) },
  };

  expect(sizeOf({ body: 'é', attributes })).toBe(2 + (2 + 6 + 2) + (1 + 6 + 5));
});

test('replays the webhook as it was accepted, with one replay more', () => {
  const letter = aDeadLetter({}, { reason: 'no-identity', failure: '{}', replays: '2', trace: 'Root=1' });

  expect(toReplayed(letter)).toMatchObject({
    messageId: 'message-1',
    body: letter.body,
    replays: 3,
    attributes: {
      connection: { DataType: 'String', StringValue: 'cinema' },
      request_id: { DataType: 'String', StringValue: 'request-1' },
      trace: { DataType: 'String', StringValue: 'Root=1' },
      replays: { DataType: 'String', StringValue: '3' },
    },
  });
  expect(Object.keys(toReplayed(letter).attributes).sort()).toEqual([
    'connection',
    'replays',
    'request_id',
    'trace',
  ]);
});
