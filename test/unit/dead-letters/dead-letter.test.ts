import { toDeadLetter } from '../../../shared/dead-letters/dead-letter.ts';
import { readSample } from '../../support/samples.ts';
import { aDeadLetter, aMessage, ENTERED_AT_MS } from './letters.ts';

test('reads what deliver has written', () => {
  const record = {
    status: 207,
    field: 'attributes.plan',
    cause: 'invalid',
    attempts: 3,
    firstAttemptAtMs: 1,
    lastAttemptAtMs: 2,
    mappingVersion: 'abc',
  };

  const letter = aDeadLetter(
    {},
    { reason: 'refused-by-customerio', failure: JSON.stringify(record), replays: '2' },
  );

  expect(letter).toMatchObject({
    messageId: 'message-1',
    reason: 'refused-by-customerio',
    failure: record,
    replays: 2,
    connection: 'cinema',
    requestId: 'request-1',
    eventName: 'TRIAL_STARTED',
    eventId: 'event-1',
    environment: 'PRODUCTION',
    personId: 'user-1',
    createdAtMs: ENTERED_AT_MS,
  });
});

test.each([
  {
    what: 'payload version 2',
    message: aMessage(readSample('legacy-v2-purchase-validated.json'), { received_at: '1000' }),
    expected: {
      eventName: 'PURCHASE_VALIDATED',
      personId: '3f1a6c0e-52b7-4e0b-9c38-7a1d90c4e215',
      createdAtMs: 1000,
    },
  },
  {
    what: 'no JSON',
    message: aMessage('hello'),
    expected: { eventName: '(unreadable)', personId: undefined, createdAtMs: ENTERED_AT_MS },
  },
  {
    what: 'base 64',
    message: aMessage(Buffer.from('{"event_name":"\u{1F3AC}","event_created_at_ms":5}').toString('base64'), {
      encoding: 'base64',
    }),
    expected: { eventName: '\u{1F3AC}', createdAtMs: 5 },
  },
  {
    what: 'a failure that nobody can read',
    message: aMessage('{}', { failure: 'oops', replays: 'many' }),
    expected: { reason: 'none', failure: {}, replays: 0 },
  },
  {
    what: 'an owner who has not logged in',
    message: aMessage(readSample('anonymous-subscription-started.json')),
    expected: { personId: 'C0FFEE11-2B3C-4D5E-8F90-A1B2C3D4E5F6' },
  },
  {
    what: 'nothing at all',
    message: {},
    expected: { messageId: '', reason: 'none', connection: '', requestId: undefined },
  },
])('reads a message with $what', ({ message, expected }) => {
  expect(toDeadLetter(message)).toMatchObject(expected);
});
