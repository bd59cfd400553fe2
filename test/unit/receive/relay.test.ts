import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { copyQueueOf, fifoFields } from '../../../functions/receive/copies.ts';
import { createRelay } from '../../../functions/receive/relay.ts';
import { readReceiveSettings } from '../../../functions/receive/settings.ts';
import type { ReceiveConnection, RelaySettings } from '../../../shared/config/resolved.ts';
import { SELF_SIGNED } from '../../support/self-signed.ts';

const REQUEST = { body: Buffer.from('{}'), headers: {}, hops: [] };
const relayTo = (url: string, timeoutSeconds = 8) =>
  createRelay({ url, events: 'all', timeoutSeconds }, Date.now);

test('a backend whose certificate nobody has signed gets nothing', async () => {
  let requests = 0;
  const server = createServer(SELF_SIGNED, (_, response) => {
    requests += 1;
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const relayed = await relayTo(`https://localhost:${(server.address() as AddressInfo).port}/`)(
    REQUEST,
    5_000,
  );
  server.close();

  expect(relayed).toEqual({
    status: 502,
    cause: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    tookMs: expect.any(Number),
  });
  expect(requests).toBe(0);
});

test('a header that no request may have fails the relay, and nothing else', async () => {
  const headers = { 'x-purchasely-timestamp': 'a\u0000b' };

  expect(await relayTo('https://backend.example.com/')({ ...REQUEST, headers }, 5_000)).toMatchObject({
    status: 502,
    cause: 'ERR_INVALID_CHAR',
  });
});

test('when no time is left, nothing is asked and nobody is kept waiting', async () => {
  expect(await relayTo('https://backend.example.com/')(REQUEST, 0)).toMatchObject({
    status: 504,
    cause: 'timeout',
  });
});

describe('settings', () => {
  const connectionWith = (relay: RelaySettings | null): ReceiveConnection => ({
    secret: { name: 's', created: true },
    replayWindowSeconds: null,
    relay,
    copies: [],
  });
  const relay = { url: 'https://backend.example.com/', events: ['ACTIVATE'], timeoutSeconds: 3 };
  const config = {
    stage: 'test',
    connections: { cinema: connectionWith(relay), press: connectionWith(null) },
  };
  const QUEUE = { EVENTS_QUEUE_URL: 'https://sqs/events' };

  test('have the backends of the configuration', () => {
    expect([...readReceiveSettings(QUEUE, config).relays]).toEqual([['cinema', relay]]);
  });

  test('let one on this machine stand in for all, and for those that have none', () => {
    const environment = { ...QUEUE, RELAY_URL: 'http://127.0.0.1:8080/{connection}' };

    expect([...readReceiveSettings(environment, config).relays]).toEqual([
      ['cinema', { ...relay, url: 'http://127.0.0.1:8080/cinema' }],
      ['press', { url: 'http://127.0.0.1:8080/press', events: 'all', timeoutSeconds: 8 }],
    ]);
  });

  test('refuse to send webhooks elsewhere', () => {
    const environment = { ...QUEUE, RELAY_URL: 'http://127.0.0.1.example.com/' };

    expect(() => readReceiveSettings(environment, config)).toThrow(
      'RELAY_URL may only be a loopback address',
    );
  });
});

test('a copy goes to the SQS that the events queue is at, in the account of its ARN', () => {
  const own = 'https://sqs.eu-west-1.amazonaws.com/123456789012/Events';

  expect(copyQueueOf('arn:aws:sqs:eu-west-1:210987654321:webhooks.fifo', own)).toEqual({
    name: 'webhooks.fifo',
    url: 'https://sqs.eu-west-1.amazonaws.com/210987654321/webhooks.fifo',
    isFifo: true,
  });
});

describe('in a FIFO queue', () => {
  const fieldsOf = (webhook: Record<string, unknown>) =>
    fifoFields(
      { body: JSON.stringify(webhook), attributes: { connection: 'c', received_at: '0', request_id: 'r' } },
      webhook,
    );
  const groupOf = (webhook: Record<string, unknown>) => fieldsOf(webhook).MessageGroupId;

  test('a buyer is a group, and nobody is named', () => {
    expect(groupOf({ user_id: 'ada', n: 1 })).toBe(groupOf({ user_id: 'ada', n: 2 }));
    expect(groupOf({ user_id: 'ada' })).not.toBe(groupOf({ user_id: 'grace' }));
    expect(groupOf({ anonymous_user_id: 'ada' })).toBe(groupOf({ user_id: 'ada' }));
    expect(JSON.stringify(fieldsOf({ user_id: 'ada' }))).not.toContain('ada');
  });

  test.each([{}, { user_id: 7 }, { user_id: { a: [] } }, { user_id: 'x'.repeat(100_000) }])(
    'whatever a webhook says of its owner, SQS takes the group (%#)',
    (webhook) => {
      expect(groupOf(webhook)).toMatch(/^[\x21-\x7e]{1,128}$/);
    },
  );

  test('the very same body is one message, and any other is not', () => {
    const first = fieldsOf({ event_id: '1' }).MessageDeduplicationId;

    expect(fieldsOf({ event_id: '1' }).MessageDeduplicationId).toBe(first);
    expect(fieldsOf({ event_id: '2' }).MessageDeduplicationId).not.toBe(first);
  });
});
