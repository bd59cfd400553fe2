import { readdirSync, readFileSync } from 'node:fs';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { toRecord } from '../../shared/people/table-item.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';
import { beforeCall, refusal, startTableProxy, type TableProxy } from '../support/table-proxy.ts';

/** People as the stage leaves them at Customer.io: real bundles, a DynamoDB that stands in. */

const CASES = new URL('../cases/people/', import.meta.url);

let stack: RunningStack;
let table: TableProxy;
beforeAll(async () => {
  table = startTableProxy();
  stack = await startStack({}, { between: { dynamodb: table.between } });
});
beforeEach(() => {
  table.interfere = undefined;
});
afterAll(async () => {
  await stack.stop();
  await table.stop();
});

const attributesOf = (id: string) => stack.production.person({ id })?.attributes ?? {};

/** Delivers a webhook as the event source would: not what else is in the queue. */
async function invoke(webhook: object): Promise<unknown> {
  const nowMs = String(Date.now());
  return stack.deliver.invoke({
    Records: [
      {
        messageId: JSON.stringify(webhook).slice(0, 20),
        receiptHandle: 'handle',
        body: JSON.stringify(webhook),
        attributes: {
          SentTimestamp: nowMs,
          ApproximateFirstReceiveTimestamp: nowMs,
          ApproximateReceiveCount: '1',
        },
        messageAttributes: { connection: { dataType: 'String', stringValue: 'cinema' } },
      },
    ],
  });
}

interface Identify {
  readonly action: string;
  readonly identifiers: { readonly id?: string };
  readonly timestamp: number;
}

const identifiesOf = (id: string) =>
  stack.track.requests
    .flatMap(({ body }) => (body as { batch: Identify[] }).batch)
    .filter((each) => each.action === 'identify' && each.identifiers.id === id);

/** The event of the renewal that the tests send. */
const CREATED_AT = 1775722570;

async function recordOf(id: string) {
  const { Items = [] } = await stack.dynamodb.send(new ScanCommand({ TableName: stack.peopleTable }));
  return Items.map(toRecord).find(
    ({ identifiers }) => JSON.stringify(identifiers) === JSON.stringify({ id }),
  );
}

test.each(readdirSync(CASES))('%s: the person is right at Customer.io', async (file) => {
  const { webhooks, expected } = JSON.parse(readFileSync(new URL(file, CASES), 'utf8'));

  for (const webhook of webhooks) {
    await stack.accept(webhook);
    await stack.drain();
  }

  // "" is what an attribute that was cleared is expected to be.
  const person = attributesOf(webhooks[0].user_id);
  const held = Object.keys(expected).map((name) => [name, person[name] ?? '']);
  expect(Object.fromEntries(held)).toEqual(expected);
});

describe('one person, told of in two copies of deliver at once', () => {
  const monthly = (id: string, changes: object = {}) =>
    sample('subscription-renewed', { user_id: id, event_id: `${id}-1`, ...changes });
  const yearly = (id: string) =>
    monthly(id, {
      event_id: `${id}-2`,
      event_created_at_ms: Date.UTC(2026, 3, 10),
      plan: 'CINEMA_PLUS_YEARLY',
      purchasely_subscription_id: 'subs_yearly',
    });

  test('loses neither webhook if the other copy writes first', async () => {
    table.interfere = beforeCall('PutItem', 1, () => invoke(yearly('before')));
    await invoke(monthly('before'));

    expect(attributesOf('before')).toMatchObject({ active_subscription_count: 2 });
    expect(await recordOf('before')).toMatchObject({ revision: 2 });
  });

  test('ends with the newest view if the other copy is quicker, whatever Customer.io makes of timestamps', async () => {
    // The other copy reads, writes and sends between the sending of this one and its second look.
    table.interfere = beforeCall('BatchGetItem', 2, () => invoke(yearly('after')));
    await invoke(monthly('after'));

    expect(attributesOf('after')).toMatchObject({
      active_subscription_count: 2,
      active_plans: 'CINEMA_PLUS_MONTHLY,CINEMA_PLUS_YEARLY',
    });
    expect(identifiesOf('after').map(({ timestamp }) => timestamp)).toEqual([
      CREATED_AT,
      (await recordOf('after'))?.clock,
      (await recordOf('after'))?.clock,
    ]);
  });

  test('gives the clock to each change, also of an older event', async () => {
    await invoke(yearly('late'));
    await invoke(monthly('late'));
    await invoke(monthly('late'));

    const [first, second, third] = identifiesOf('late').map(({ timestamp }) => timestamp);
    expect(second).toBe((first ?? 0) + 1);
    expect(third).toBe(second);
  });
});

describe('the table', () => {
  const webhook = (id: string) => sample('trial-started', { user_id: id, event_id: id });
  const sent = (id: string) => JSON.stringify(stack.track.requests).includes(`"${id}"`);

  test.each([
    { what: 'refuses to be read', action: 'BatchGetItem', status: 500, type: 'InternalServerError' },
    { what: 'refuses to be written', action: 'PutItem', status: 500, type: 'InternalServerError' },
    { what: 'throttles', action: 'PutItem', status: 400, type: 'ProvisionedThroughputExceededException' },
    { what: 'is forbidden', action: 'BatchGetItem', status: 400, type: 'AccessDeniedException' },
  ])('that $what keeps the webhook waiting, and nothing is sent', async ({ what, action, status, type }) => {
    const id = `waits: ${what}`;
    table.interfere = async (call, passOn) => (call.action === action ? refusal(status, type) : passOn());
    await stack.accept(webhook(id));
    await stack.drain();

    expect(sent(id)).toBe(false);
    expect(stack.messages('events')).toHaveLength(1);
    expect(stack.logged('event will be tried again').at(-1)).toMatchObject({
      cause: `people table: ${type}`,
    });

    table.interfere = undefined;
    await stack.skipWaiting();
    await stack.drain();
    expect(attributesOf(id)).toMatchObject({ is_in_trial: true });
    expect(stack.messages('events')).toEqual([]);
  });

  test('whose answer to a write is lost is not written twice', async () => {
    let writes = 0;
    table.interfere = async (call, passOn) => {
      if (call.action !== 'PutItem') return passOn();
      writes += 1;
      const answer = await passOn();
      return writes === 1 ? 'reset' : answer;
    };
    await invoke(webhook('answer lost'));

    expect(attributesOf('answer lost')).toMatchObject({ is_in_trial: true });
    expect(await recordOf('answer lost')).toMatchObject({ revision: 1 });
  });

  test.each([
    { moment: 'before it reads', action: 'BatchGetItem', n: 1, isDone: false },
    { moment: 'after it has read', action: 'BatchGetItem', n: 1, isDone: true },
    { moment: 'before it writes', action: 'PutItem', n: 1, isDone: false },
    { moment: 'after it has written', action: 'PutItem', n: 1, isDone: true },
    { moment: 'before its second look', action: 'BatchGetItem', n: 2, isDone: false },
    { moment: 'after its second look', action: 'BatchGetItem', n: 2, isDone: true },
  ])(
    'has the person right, and the event once, if deliver dies $moment',
    async ({ moment, action, n, isDone }) => {
      const id = `dies ${moment}`;
      let calls = 0;
      table.interfere = async (call, passOn) => {
        if (call.action === action) calls += 1;
        if (call.action !== action || calls !== n) return passOn();
        if (isDone) await passOn();
        stack.deliver.signalAtWork('SIGKILL');
        return 'reset';
      };
      await stack.accept(webhook(id));
      await stack.drain();
      expect(stack.messages('events')).toHaveLength(1);

      table.interfere = undefined;
      await stack.skipWaiting();
      await stack.drain();
      expect(stack.messages('events')).toEqual([]);
      expect(attributesOf(id)).toMatchObject({ is_in_trial: true });
      expect(stack.production.timeline({ id }).map(({ name }) => name)).toEqual(['TRIAL_STARTED']);
      expect(await recordOf(id)).toMatchObject({ revision: 1 });
    },
  );

  test.each([
    { moment: 'before it writes them', isDone: false },
    { moment: 'after it has written them', isDone: true },
  ])('has several people right, and each event once, if deliver dies $moment', async ({ moment, isDone }) => {
    const ids = ['one', 'two', 'three'].map((name) => `${name} dies ${moment}`);
    let isAlive = true;
    table.interfere = async (call, passOn) => {
      if (call.action !== 'BatchExecuteStatement' || !isAlive) return passOn();
      if (isDone) await passOn();
      isAlive = false;
      stack.deliver.signalAtWork('SIGKILL');
      return 'reset';
    };
    for (const id of ids) await stack.accept(webhook(id));
    await stack.drain();
    expect(isAlive).toBe(false);
    expect(stack.messages('events')).toHaveLength(3);

    await stack.skipWaiting();
    await stack.drain();
    expect(stack.messages('events')).toEqual([]);
    for (const id of ids) {
      expect(attributesOf(id)).toMatchObject({ is_in_trial: true });
      expect(stack.production.timeline({ id }).map(({ name }) => name)).toEqual(['TRIAL_STARTED']);
      expect(await recordOf(id)).toMatchObject({ revision: 1 });
    }
  });

  test('whose answer to a write of several people is lost is not written twice', async () => {
    const ids = ['one', 'two'].map((name) => `${name}, answer lost`);
    const writes: string[] = [];
    table.interfere = async (call, passOn) => {
      if (call.action !== 'BatchGetItem') writes.push(call.action);
      const answer = await passOn();
      return writes.length === 1 && call.action === 'BatchExecuteStatement' ? 'reset' : answer;
    };
    for (const id of ids) await stack.accept(webhook(id));
    await stack.drain();

    expect(writes.length).toBeGreaterThan(1);
    for (const id of ids) {
      expect(attributesOf(id)).toMatchObject({ is_in_trial: true });
      expect(await recordOf(id)).toMatchObject({ revision: 1 });
    }
  });

  test('tells nobody who its people are', async () => {
    await invoke(webhook('a-private-name'));
    const { Items = [] } = await stack.dynamodb.send(new ScanCommand({ TableName: stack.peopleTable }));

    expect(Items.length).toBeGreaterThan(1);
    expect(JSON.stringify(Items)).not.toContain('a-private-name');
  });
});
