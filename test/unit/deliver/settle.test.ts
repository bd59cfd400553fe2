import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Delivery } from '../../../functions/deliver/deliver-batch.ts';
import { describeRetry, type Outcome } from '../../../functions/deliver/outcome.ts';
import { settle } from '../../../functions/deliver/settle.ts';
import { resolveConfig } from '../../../shared/config/resolve.ts';
import { type Interference, startAwsProxy } from '../../../tools/local/aws-proxy.ts';
import { type Queues, startQueues } from '../../../tools/local/start-queues.ts';
import connectorConfig from '../../support/cinema.config.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const QUEUED_AT_MS = Date.parse('2026-03-02T08:00:00Z');
/** 24 h of patience, 401 receives. */
const config = resolveConfig(connectorConfig, 'prod');

let queues: Queues;
let sqs: SQSClient;
beforeAll(async () => {
  queues = await startQueues('eu-west-1');
  sqs = new SQSClient({
    endpoint: `http://127.0.0.1:${queues.port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterAll(async () => {
  sqs.destroy();
  await queues.stop();
});
beforeEach(() => {
  queues.createQueue('events');
  queues.createQueue('dead-letters');
});
afterEach(() => {
  queues.deleteQueue('events');
  queues.deleteQueue('dead-letters');
});

const urlOf = (queue: string) => `http://127.0.0.1:${queues.port}/000000000000/${queue}`;
const deadLetters = () => queues.inspectQueue('dead-letters')?.messages.ready ?? [];
/** When the messages that are hidden come back. */
const hiddenUntilMs = () =>
  queues.inspectQueue('events')?.messages.inflight.map(({ visibilityDeadline }) => visibilityDeadline) ?? [];

function deliveryOf(receiptHandle: string, outcome: Outcome, receiveCount = 100): Delivery {
  const webhook = {
    message: { body: '{}', attributes: { connection: 'cinema', received_at: '0', request_id: '' } },
    messageId: 'message-1',
    receiptHandle,
    text: '{}',
    receivedAtMs: QUEUED_AT_MS,
    receiveCount,
    queuedAtMs: QUEUED_AT_MS,
    firstAttemptAtMs: QUEUED_AT_MS,
  };
  const workspace = { region: 'eu', secret: { name: 'customerio', created: true } } as const;
  return {
    webhook,
    mapped: { kind: 'operations', workspace, identify: '{}', event: undefined, adjustments: [] },
    outcome,
  };
}

const context = (client: SQSClient) => ({
  sqs: client,
  eventsQueueUrl: urlOf('events'),
  deadLetterQueueUrl: urlOf('dead-letters'),
  config,
});

/** Settles a webhook so long after it was queued. */
async function settleAfter(afterMs: number, outcome: Outcome, { receiveCount = 100, random = 0 } = {}) {
  await sqs.send(new SendMessageCommand({ QueueUrl: urlOf('events'), MessageBody: '{}' }));
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: urlOf('events') }));
  const delivery = deliveryOf(Messages[0]?.ReceiptHandle ?? '', outcome, receiveCount);
  return settle([delivery], { ...context(sqs), nowMs: QUEUED_AT_MS + afterMs, random: () => random });
}

const failed = {
  kind: 'retry',
  fault: 'transient',
  cause: { kind: 'http', status: 503 },
  afterSeconds: 60,
} as const;
const heldBack = (failedAfterMs: number) => ({
  ...failed,
  failedAtMs: QUEUED_AT_MS + failedAfterMs,
});

test.each([
  { what: 'that fails before patience is over', afterMs: 24 * HOUR - 1, outcome: failed },
  {
    what: 'that is held back after it, by a failure before it',
    afterMs: 24 * HOUR + MINUTE,
    outcome: heldBack(24 * HOUR - 1),
  },
])('hides a webhook $what until the circuit may be closed', async ({ afterMs, outcome }) => {
  const beforeMs = Date.now();
  expect(await settleAfter(afterMs, outcome)).toMatchObject([{ isDone: false, againInSeconds: 61 }]);
  const [untilMs = 0, ...others] = hiddenUntilMs();
  expect(others).toEqual([]);
  expect(untilMs).toBeGreaterThanOrEqual(beforeMs + 61_000);
  expect(untilMs).toBeLessThanOrEqual(Date.now() + 61_000);
  expect(deadLetters()).toEqual([]);
});

test.each([
  { what: 'that fails when patience is over', afterMs: 24 * HOUR, outcome: failed },
  {
    what: 'that is held back by a failure after it was over',
    afterMs: 24 * HOUR + MINUTE,
    outcome: heldBack(24 * HOUR),
  },
  { what: 'held back too often', afterMs: HOUR, outcome: heldBack(HOUR), receiveCount: 401 },
])('gives up a webhook $what, with the true reason', async ({ afterMs, outcome, receiveCount }) => {
  expect(await settleAfter(afterMs, outcome, { receiveCount })).toMatchObject([{ isDone: true }]);
  const [letter] = deadLetters();
  expect(letter?.messageAttributes).toMatchObject({
    reason: { StringValue: 'retries-exhausted' },
    failure: { StringValue: expect.stringContaining(`"cause":"${describeRetry(outcome)}"`) },
  });
});

test('hides nothing for longer than 4,500 s, far below the 12 h of SQS', async () => {
  const [longest] = await settleAfter(
    HOUR,
    { ...failed, afterSeconds: 3_600 },
    { receiveCount: 400, random: 1 - Number.EPSILON },
  );

  expect(longest?.againInSeconds).toBe(4_500);
});

describe('of more messages that have to wait than SQS takes in a call', () => {
  const COUNT = 23;

  /** Settles so many at once, through a client that may meet something on its way. */
  async function settleMany(client: SQSClient) {
    for (let index = 0; index < COUNT; index += 1) {
      await sqs.send(new SendMessageCommand({ QueueUrl: urlOf('events'), MessageBody: '{}' }));
    }
    const handles: string[] = [];
    while (handles.length < COUNT) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: urlOf('events'), MaxNumberOfMessages: 10 }),
      );
      handles.push(...Messages.map(({ ReceiptHandle = '' }) => ReceiptHandle));
    }
    const deliveries = handles.map((receiptHandle, index) => ({
      ...deliveryOf(receiptHandle, failed),
      webhook: { ...deliveryOf(receiptHandle, failed).webhook, messageId: `message-${index}` },
    }));
    return settle(deliveries, { ...context(client), nowMs: QUEUED_AT_MS, random: () => 0 });
  }

  const hiddenForLong = () => hiddenUntilMs().filter((untilMs) => untilMs - Date.now() > 50_000);

  test('all are hidden', async () => {
    const settled = await settleMany(sqs);

    expect(hiddenForLong()).toHaveLength(COUNT);
    expect(settled.filter(({ notHidden }) => notHidden !== undefined)).toEqual([]);
  });

  test.each<{ what: string; interfere: Interference; refused: number; error: string }>([
    {
      what: 'refuses a part of each call',
      interfere: async ({ input }, passOn) => {
        const entries = input['Entries'] as { Id: string }[];
        const answer = await passOn({ ...input, Entries: entries.slice(2) });
        const refused = entries
          .slice(0, 2)
          .map(({ Id }) => ({ Id, SenderFault: true, Code: 'ReceiptHandleIsInvalid' }));
        return { ...answer, body: { ...answer.body, Failed: refused } };
      },
      refused: 6,
      error: 'ReceiptHandleIsInvalid',
    },
    {
      what: 'refuses everything',
      interfere: async () => ({ status: 403, body: { __type: 'AccessDeniedException', message: 'no' } }),
      refused: COUNT,
      error: 'AccessDeniedException',
    },
  ])('those that are not hidden are named when SQS $what', async ({ interfere, refused, error }) => {
    const proxy = await startAwsProxy(`http://127.0.0.1:${queues.port}`, interfere);
    const client = new SQSClient({
      endpoint: proxy.origin,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });

    const settled = await settleMany(client);
    client.destroy();
    await proxy.close();

    expect(hiddenForLong()).toHaveLength(COUNT - refused);
    const notHidden = settled.flatMap((one) => one.notHidden?.error ?? []);
    expect(notHidden).toEqual(Array(refused).fill(error));
  });
});
