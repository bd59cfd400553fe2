import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { REJECTIONS } from '../../functions/receive/accept-webhook.ts';
import { resolveConfig } from '../../shared/config/resolve.ts';
import { METRICS, METRICS_NAMESPACE, type MetricDescription } from '../../shared/metrics.ts';
import { postWebhook, signedHeaders } from '../../tools/cli/stage/post-webhook.ts';
import { type DataPoint, dataPointsIn } from '../../tools/local/data-points.ts';
import type { Fault } from '../../tools/track-api/faults.ts';
import { synthesized } from '../infra/synthesized.ts';
import connectorConfig from '../support/cinema.config.ts';
import { type AlarmResource, isOn } from '../support/evaluate-alarm.ts';
import relayingConfig from '../support/relaying.config.ts';
import { relayingTemplate } from '../support/relaying-template.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';
import { beforeCall, refusal, startTableProxy, type TableProxy } from '../support/table-proxy.ts';
import { alarmMetrics, alarmsIn, dashboardMetrics, shapeOf } from '../support/watched-metrics.ts';

/*
 * Each alarm of the synthesized stack, evaluated over periods as CloudWatch does, from what the local stack really did.
 * Metrics of the functions are read from the lines they write. Those of AWS itself nobody reports here: they are counted
 * from what can be seen, the answers and their times, the messages in the queues, and how invocations ended.
 */

const NO_TRAFFIC_HOURS = 2;
const STAGES = { local: { alarms: { noTrafficHours: NO_TRAFFIC_HOURS }, dashboard: true } };
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

let template: unknown;
let alarms: readonly AlarmResource[];
beforeAll(async () => {
  template = (await synthesized({ ...connectorConfig, stages: STAGES }, 'local')).toJSON();
  alarms = alarmsIn(template);
});

let stack: RunningStack;
let table: TableProxy;
let answers: { status: number; ms: number; came: boolean }[];
beforeEach(async () => {
  table = startTableProxy();
  stack = await startStack({}, { between: { dynamodb: table.between } });
  answers = [];
});
afterEach(async () => {
  await stack.stop();
  await table.stop();
});

/** Whether the alarm of this name is on after these periods, the newest last. */
function alarmIsOn(name: string, ...periods: readonly (readonly DataPoint[])[]): boolean {
  const alarm = alarms.find(({ AlarmName }) => AlarmName.endsWith(`-local-${name}`));
  if (alarm === undefined) throw new Error(`no alarm ${name}`);
  return isOn(alarm, periods);
}

const QUIET: readonly DataPoint[] = [];

type Headers = (body: Buffer, secret: string) => Record<string, string>;
const signed: Headers = (body, secret) => signedHeaders(body, secret, Date.now());
const forged: Headers = (body) => signedHeaders(body, 'another secret', Date.now());
const unsigned: Headers = () => ({});

async function post(headers: Headers): Promise<void> {
  const body = Buffer.from(JSON.stringify(sample('trial-started')));
  const startedAtMs = Date.now();
  const { status } = await fetch(`${stack.url}/webhooks/cinema`, {
    method: 'POST',
    body,
    headers: headers(body, stack.sharedSecrets['cinema'] ?? ''),
  });
  answers.push({ status, ms: Date.now() - startedAtMs, came: true });
}

/** A metric of AWS; its dimension has the value that the template refers to. */
function aws(
  namespace: string,
  name: string,
  dimension: readonly [string, string],
  values: number[],
): DataPoint {
  return { namespace: `AWS/${namespace}`, name, dimensions: Object.fromEntries([dimension]), values };
}
const queueMetric = (queue: string, name: string, value: number) =>
  aws('SQS', name, ['QueueName', `${queue}.QueueName`], [value]);
const apiMetric = (name: string, values: number[]) =>
  aws('ApiGateway', name, ['ApiId', 'WebhooksApi'], values);
const functionMetric = (functionId: string, name: string, value: number) =>
  aws('Lambda', name, ['FunctionName', functionId], [value]);
const DELIVER = 'DeliveryDeliverFunction';
const RECEIVE = 'WebhooksReceiveFunction';

/** What the functions have written since it was last asked, and what AWS would say of the rest at a time. */
function observe(nowMs = Date.now()): DataPoint[] {
  // SQS leaves out what was received three times.
  const ages = stack
    .messages('events')
    .flatMap(({ receives, sentAtMs }) => (receives < 3 ? [(nowMs - sentAtMs) / SECOND] : []));
  const deadLetters = stack.messages('dead-letters');
  const inFlight = deadLetters.filter(({ state }) => state === 'in flight').length;
  const asked = answers.splice(0);
  return [
    ...dataPointsIn(stack.lines.splice(0), template),
    apiMetric('Count', [asked.length]),
    functionMetric(RECEIVE, 'Invocations', asked.filter(({ came }) => came).length),
    apiMetric('5xx', [asked.filter(({ status }) => status >= 500).length]),
    apiMetric(
      'Latency',
      asked.map(({ ms }) => ms),
    ),
    queueMetric('QueuesEvents', 'ApproximateAgeOfOldestMessage', Math.max(0, ...ages)),
    queueMetric('QueuesDeadLetters', 'ApproximateNumberOfMessagesVisible', deadLetters.length - inFlight),
    queueMetric('QueuesDeadLetters', 'ApproximateNumberOfMessagesNotVisible', inFlight),
  ];
}

/** A webhook as the event source hands it over, so long after it was queued. */
const record = (ageMs: number, receiveCount: number, attributes: object = {}) => ({
  messageId: 'message-1',
  receiptHandle: 'handle',
  body: JSON.stringify(sample('trial-started', attributes)),
  attributes: {
    SentTimestamp: String(Date.now() - ageMs),
    ApproximateFirstReceiveTimestamp: String(Date.now() - ageMs),
    ApproximateReceiveCount: String(receiveCount),
  },
  messageAttributes: { connection: { dataType: 'String', stringValue: 'cinema' } },
});

test('while everything works no alarm is on', async () => {
  await post(signed);
  await post(signed);
  await stack.drain();
  const well = observe();

  const on = alarms.filter((alarm) => isOn(alarm, Array(alarm.EvaluationPeriods).fill(well)));

  expect(on).toEqual([]);
});

test('webhooks-failing is on when Purchasely got 5xx twice in a quarter of an hour', async () => {
  stack.receive.kill();
  stack.secrets.failNext(20, { status: 500, type: 'InternalServiceError' });
  await post(signed);
  expect(answers).toMatchObject([{ status: 503 }]);
  const failing = observe();

  expect(alarmIsOn('webhooks-failing', failing)).toBe(false);
  expect(alarmIsOn('webhooks-failing', failing, QUIET, failing)).toBe(true);
  expect(alarmIsOn('webhooks-failing', failing, QUIET, QUIET, failing)).toBe(false);
});

describe('with a backend', () => {
  let others: readonly AlarmResource[];
  beforeAll(async () => {
    others = alarms;
    alarms = alarmsIn((await synthesized(relayingConfig, 'local')).toJSON());
  });
  afterAll(() => {
    alarms = others;
  });
  beforeEach(async () => {
    await Promise.all([stack.stop(), table.stop()]);
    table = startTableProxy();
    stack = await startStack({}, { backend: 'stand-in', between: { dynamodb: table.between } });
  });

  test.each<{ what: string; fault: Fault; on: boolean }>([
    { what: 'takes webhooks', fault: { status: 201 }, on: false },
    { what: 'fails', fault: { status: 500 }, on: true },
    { what: 'refuses them', fault: { status: 401 }, on: true },
    { what: 'redirects', fault: { status: 301, headers: { location: '/' } }, on: true },
    { what: 'cannot be reached', fault: { kind: 'reset' }, on: true },
  ])('relay-failing is on ($on), and webhooks-failing is not, when it $what', async ({ fault, on }) => {
    stack.backend?.faults.add(fault);
    await post(signed);
    const period = observe();

    expect(alarmIsOn('relay-failing-cinema', period)).toBe(false);
    expect(alarmIsOn('relay-failing-cinema', period, QUIET, period)).toBe(on);
    expect(alarmIsOn('webhooks-failing', period, QUIET, period)).toBe(false);
  });

  test('webhooks-failing is on for what is our own fault', async () => {
    stack.receive.kill();
    stack.secrets.failNext(20, { status: 500, type: 'InternalServiceError' });
    await post(signed);
    expect(answers).toMatchObject([{ status: 503 }]);
    const failing = observe();

    expect(alarmIsOn('webhooks-failing', failing, QUIET, failing)).toBe(true);
    expect(alarmIsOn('relay-failing-cinema', failing, QUIET, failing)).toBe(false);
  });
});

test.each([
  { what: 'every signature is wrong', requests: [forged, forged, forged], on: true },
  { what: 'something on the way drops the headers', requests: [unsigned, unsigned, unsigned], on: true },
  { what: 'some signatures are wrong', requests: [forged, signed, forged, signed, forged], on: true },
  { what: 'somebody tries the URL', requests: [forged, signed, unsigned], on: false },
])('webhooks-unauthorized is on for an hour ($on) when $what', async ({ requests, on }) => {
  for (const headers of requests) await post(headers);
  const period = observe();

  expect(alarmIsOn('webhooks-unauthorized-cinema', period)).toBe(on);
  expect(alarmIsOn('webhooks-unauthorized-cinema', period, QUIET, QUIET, QUIET)).toBe(on);
  expect(alarmIsOn('webhooks-unauthorized-cinema', period, QUIET, QUIET, QUIET, QUIET)).toBe(false);
});

test('webhooks-unauthorized stays off while less than a tenth is refused', async () => {
  for (const headers of [forged, forged, forged, signed]) await post(headers);
  const period = observe();
  const accepted = period.filter(({ name }) => name === 'WebhooksAccepted');

  expect(alarmIsOn('webhooks-unauthorized-cinema', [...period, ...Array(27).fill(accepted).flat()])).toBe(
    false,
  );
});

test('webhooks-slow is on when the slowest answers took more than three seconds for a quarter of an hour', async () => {
  stack.receive.kill();
  stack.secrets.delayMs = 1 * SECOND;
  stack.secrets.failNext(4, { status: 500, type: 'InternalServiceError' }); // both secrets at start-up, each tried twice
  await post(signed);
  expect(answers).toMatchObject([{ status: 200 }]);
  const slow = observe();

  expect(alarmIsOn('webhooks-slow', slow, slow)).toBe(false);
  expect(alarmIsOn('webhooks-slow', slow, slow, slow)).toBe(true);
});

test('functions-throttled is on when either function was throttled twice in a quarter of an hour', () => {
  // Where Lambda throttles, the local run lets the invocation wait: this one cannot be driven here.
  const throttled = (functionId: string) => [functionMetric(functionId, 'Throttles', 1)];

  expect(alarmIsOn('functions-throttled', throttled(RECEIVE))).toBe(false);
  expect(alarmIsOn('functions-throttled', throttled(RECEIVE), QUIET, throttled(DELIVER))).toBe(true);
});

test.each([
  { what: 'refused credentials', fault: { status: 401, body: {} } },
  { what: 'a workspace of the other region', fault: { status: 307, headers: { location: '/elsewhere' } } },
])(
  'customerio-misconfigured is on at once with $what, and for as long as the next attempt takes',
  async ({ fault }) => {
    await stack.accept(sample('trial-started'));
    stack.track.faults.next(fault);
    await stack.drain();
    const refused = observe();

    expect(alarmIsOn('customerio-misconfigured-cinema-production', refused)).toBe(true);
    expect(alarmIsOn('customerio-misconfigured-cinema-production', refused, ...Array(19).fill(QUIET))).toBe(
      true,
    );
    expect(alarmIsOn('customerio-misconfigured-cinema-production', refused, ...Array(20).fill(QUIET))).toBe(
      false,
    );
  },
);

test('customerio-misconfigured is on when the secret of a workspace is unusable', async () => {
  stack.secrets.put('purchasely-customerio/local/cinema/customerio-production', '{}');
  await stack.accept(sample('trial-started'));
  await stack.drain();

  expect(alarmIsOn('customerio-misconfigured-cinema-production', observe())).toBe(true);
});

test('customerio-misconfigured stays off when Customer.io is merely down', async () => {
  await stack.accept(sample('trial-started'));
  stack.track.faults.next({ status: 503 });
  await stack.drain();

  expect(alarmIsOn('customerio-misconfigured-cinema-production', observe())).toBe(false);
});

test.each([
  { minutes: 9, on: false },
  { minutes: 11, on: true },
])(
  'events-untaken is on ($on) when nobody has taken an event for $minutes minutes',
  async ({ minutes, on }) => {
    await stack.accept(sample('trial-started'));

    expect(alarmIsOn('events-untaken', observe(Date.now() + minutes * MINUTE))).toBe(on);
  },
);

describe('events-delayed', () => {
  test('is on when events fail for ten minutes and none is delivered, and until the next attempt', async () => {
    stack.track.faults.next({ status: 503 });
    await stack.deliver.invoke({ Records: [record(11 * MINUTE, 8)] });
    const failing = observe();

    expect(alarmIsOn('events-delayed-cinema-production', failing)).toBe(true);
    expect(alarmIsOn('events-delayed-cinema-production', failing, QUIET, QUIET, QUIET)).toBe(true);
    expect(alarmIsOn('events-delayed-cinema-production', failing, QUIET, QUIET, QUIET, QUIET)).toBe(false);
  });

  test('stays off when one event is late and others are delivered', async () => {
    stack.track.faults.next({ status: 503 });
    await stack.deliver.invoke({ Records: [record(11 * MINUTE, 8)] });
    await stack.accept(sample('trial-started'));
    await stack.drain();

    expect(alarmIsOn('events-delayed-cinema-production', observe())).toBe(false);
  });

  test('stays off when events have just begun to fail', async () => {
    stack.track.faults.next({ status: 503 });
    await stack.deliver.invoke({ Records: [record(1 * MINUTE, 4)] });

    expect(alarmIsOn('events-delayed-cinema-production', observe())).toBe(false);
  });
});

describe('events-stuck', () => {
  test('is on when an event is tried again after a day, also while others are delivered', async () => {
    stack.deleteQueue('dead-letters'); // by default nothing is tried again after a day but this
    await stack.deliver.invoke({ Records: [record(25 * HOUR, 120, { user_id: null }), record(0, 1)] });

    expect(alarmIsOn('events-stuck-cinema-production', dataPointsIn(stack.lines, template))).toBe(true);
    expect(alarmIsOn('events-delayed-cinema-production', dataPointsIn(stack.lines, template))).toBe(false);
  });
});

test('deliver-failing is on when deliver died twice in a quarter of an hour', async () => {
  await stack.accept(sample('trial-started'));
  stack.track.faults.next(
    { status: 500 },
    {
      match: () => {
        stack.deliver.kill();
        return true;
      },
    },
  );
  const { kind } = await stack.deliver.invoke({ Records: [record(0, 1)] });
  expect(kind).toBe('crash');
  const failing = [functionMetric(DELIVER, 'Errors', 1)];

  expect(alarmIsOn('deliver-failing', failing)).toBe(false);
  expect(alarmIsOn('deliver-failing', failing, failing)).toBe(true);
});

test('people-table-failing is on when the table failed twice in a quarter of an hour', async () => {
  table.interfere = async () => refusal(500, 'InternalServerError');
  await stack.deliver.invoke({ Records: [record(0, 1)] });
  const failing = dataPointsIn(stack.lines.splice(0), template);

  expect(alarmIsOn('people-table-failing', failing)).toBe(false);
  expect(alarmIsOn('people-table-failing', failing, failing)).toBe(true);
  expect(alarmIsOn('customerio-misconfigured-cinema-production', failing)).toBe(false);

  table.interfere = async () => refusal(400, 'AccessDeniedException');
  await stack.deliver.invoke({ Records: [record(0, 1)] });
  expect(alarmIsOn('customerio-misconfigured-cinema-production', dataPointsIn(stack.lines, template))).toBe(
    true,
  );
});

test.each([
  { hidden: 100_000, on: false },
  { hidden: 100_001, on: true },
])('events-in-flight is on ($on) with $hidden events that wait', ({ hidden, on }) => {
  const period = [queueMetric('QueuesEvents', 'ApproximateNumberOfMessagesNotVisible', hidden)];

  expect(alarmIsOn('events-in-flight', period)).toBe(on);
});

test('people-table-throttled is on when DynamoDB throttled twice in a quarter of an hour', () => {
  const throttled = [aws('DynamoDB', 'WriteThrottleEvents', ['TableName', 'PeopleTable'], [3])];

  expect(alarmIsOn('people-table-throttled', throttled)).toBe(false);
  expect(alarmIsOn('people-table-throttled', throttled, throttled)).toBe(true);
});

test.each([
  { what: 'somebody posts to another path', path: '/webhook/cinema', requests: 3, on: true },
  { what: 'few do so beside many that are right', path: '/webhook/cinema', requests: 1, on: false },
])('webhooks-turned-away is on for an hour ($on) when $what', async ({ path, requests, on }) => {
  for (let index = 0; index < 4; index += 1) await post(signed);
  for (let index = 0; index < requests; index += 1) {
    const { status } = await fetch(`${stack.url}${path}`, { method: 'POST', body: '{}' });
    answers.push({ status, ms: 1, came: false });
  }
  const period = observe();

  expect(alarmIsOn('webhooks-turned-away', period, QUIET, QUIET, QUIET)).toBe(on);
  expect(alarmIsOn('webhooks-unauthorized-cinema', period)).toBe(false);
});

test('dead-letters-rising tells a second wave, whatever lies in the queue already', async () => {
  const deliver = async (count: number, changes: object) => {
    for (let index = 0; index < count; index += 1) {
      await stack.accept(
        sample('trial-started', { event_id: `${JSON.stringify(changes)} ${index}`, ...changes }),
      );
    }
    await stack.drain();
    return observe();
  };
  const wave = await deliver(3, { user_id: null });
  const calm = await deliver(4, {});
  const few = await deliver(2, { environment: 'MOON' });
  const second = await deliver(3, { environment: 'MARS' });

  const on = [wave, calm, few, second].map((period) =>
    alarmIsOn('dead-letters-rising-cinema-production', period),
  );
  expect(on).toEqual([true, false, false, true]);
});

test('dead-letters-not-empty is on once there is one for two minutes, also while somebody looks at it', async () => {
  await stack.accept(sample('trial-started', { user_id: null }));
  await stack.drain();
  expect(alarmIsOn('dead-letters-not-empty', observe())).toBe(false);
  expect(alarmIsOn('dead-letters-not-empty', observe(), observe())).toBe(true);

  await stack.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: stack.deadLetterQueueUrl, VisibilityTimeout: 120 }),
  );
  expect(stack.messages('dead-letters')).toMatchObject([{ state: 'in flight' }]);
  expect(alarmIsOn('dead-letters-not-empty', observe(), observe())).toBe(true);
  const alarm = alarms.find(({ AlarmName }) => AlarmName.endsWith('-dead-letters-not-empty'));
  expect(alarm?.TreatMissingData).toBe('ignore');
});

test('no-webhooks is on when no webhook was accepted for as long as the configuration says', async () => {
  await post(forged);
  const refused = observe();
  await post(signed);
  const accepted = observe();

  expect(alarmIsOn('no-webhooks-cinema', accepted, QUIET)).toBe(false);
  expect(alarmIsOn('no-webhooks-cinema', accepted, QUIET, refused)).toBe(true);
});

describe('one connection fails beside another that is four hundred times as busy', () => {
  const BUSY = 400;
  let others: readonly AlarmResource[];
  let bundles: string;
  beforeAll(async () => {
    bundles = await relayingTemplate();
    others = alarms;
    alarms = alarmsIn((await synthesized({ ...relayingConfig, stages: STAGES }, 'local')).toJSON());
  });
  afterAll(() => {
    alarms = others;
  });
  beforeEach(async () => {
    await Promise.all([stack.stop(), table.stop()]);
    table = startTableProxy();
    stack = await startStack(
      {},
      {
        template: bundles,
        config: resolveConfig(relayingConfig, 'local'),
        backend: 'stand-in',
        between: { dynamodb: table.between },
      },
    );
  });

  const postTo = (connection: string, headers: Headers, changes: object = {}) => {
    const body = Buffer.from(JSON.stringify(sample('trial-started', changes)));
    const secret = stack.sharedSecrets[connection] ?? '';
    return fetch(`${stack.url}/webhooks/${connection}`, {
      method: 'POST',
      body,
      headers: headers(body, secret),
    });
  };
  const failingRecord = (connection: string, ageMs: number, changes: object = {}) => ({
    ...record(ageMs, 8, changes),
    messageAttributes: { connection: { dataType: 'String', stringValue: connection } },
  });
  /** What `press` does when all is well, so many times. */
  async function busyPress(): Promise<DataPoint[]> {
    await postTo('press', signed);
    await stack.drain();
    return Array(BUSY)
      .fill(dataPointsIn(stack.lines.splice(0), template))
      .flat();
  }

  test.each<{ alarm: string; of?: string; fails: () => Promise<unknown> }>([
    {
      alarm: 'webhooks-unauthorized',
      fails: async () => {
        for (let index = 0; index < 10; index += 1) await postTo('cinema', forged);
      },
    },
    {
      alarm: 'relay-failing',
      fails: async () => {
        stack.backend?.faults.next({ status: 500 });
        await postTo('cinema', signed);
      },
    },
    { alarm: 'no-webhooks', fails: async () => undefined },
    {
      alarm: 'customerio-misconfigured',
      of: 'production',
      fails: () => {
        stack.track.faults.next({ status: 401, body: {} }, { times: 2 });
        return stack.deliver.invoke({ Records: [failingRecord('cinema', 0)] });
      },
    },
    {
      alarm: 'events-delayed',
      of: 'production',
      fails: () => {
        stack.track.faults.next({ status: 503 });
        return stack.deliver.invoke({ Records: [failingRecord('cinema', 11 * MINUTE)] });
      },
    },
    {
      alarm: 'events-stuck',
      of: 'production',
      fails: () => {
        stack.deleteQueue('dead-letters'); // by default nothing is tried again after a day but this
        return stack.deliver.invoke({ Records: [failingRecord('cinema', 25 * HOUR, { user_id: null })] });
      },
    },
    {
      alarm: 'dead-letters-rising',
      of: 'production',
      fails: async () => {
        for (let index = 0; index < 3; index += 1) {
          await postTo('cinema', signed, { user_id: null, event_id: `event-${index}` });
        }
        await stack.drain();
      },
    },
  ])('$alarm tells of it, and of it alone', async ({ alarm, of, fails }) => {
    const busy = await busyPress();
    expect(busy.some((point) => point.name === 'EventsDelivered')).toBe(true);
    await fails();
    const period = [...busy, ...dataPointsIn(stack.lines.splice(0), template)];
    const name = (connection: string) =>
      [alarm, connection, of].filter((part) => part !== undefined).join('-');

    expect(alarmIsOn(name('cinema'), period, period)).toBe(true);
    expect(alarmIsOn(name('press'), period, period)).toBe(false);
    if (of !== undefined) expect(alarmIsOn(`${alarm}-cinema-sandbox`, period, period)).toBe(false);
  });
});

test('the functions write every metric that alarms and dashboard ask for, and nothing else', async () => {
  await writeEveryMetric();

  const written = [
    ...dataPointsIn(stack.lines, template),
    ...dataPointsIn(await linesOfRelaying(), template),
  ];
  const whole = (await synthesized({ ...relayingConfig, stages: STAGES }, 'local')).toJSON();
  const own = [...alarmMetrics(whole), ...dashboardMetrics(whole)].filter(
    ({ namespace }) => namespace === METRICS_NAMESPACE,
  );
  const descriptions: [string, MetricDescription][] = Object.entries(METRICS);
  const described = descriptions.flatMap(([name, { by }]) =>
    by.map((further) =>
      shapeOf({
        name,
        dimensions: Object.fromEntries(['service', 'stage', ...further].map((each) => [each, ''])),
      }),
    ),
  );

  expect(new Set(written.map(({ namespace }) => namespace))).toEqual(new Set([METRICS_NAMESPACE]));
  expect(new Set(written.map(shapeOf))).toEqual(new Set(described));
  expect(new Set(own.map(shapeOf))).toEqual(new Set(described));
});

/** Twice: on a connection that was kept, the first is taken for the end of that connection. */
const RESET = { kind: 'reset' } as const;

/** What a stage writes whose backend answers in every way, and whose copies are not taken. */
async function linesOfRelaying(): Promise<readonly string[]> {
  const relaying = await startStack(
    {},
    { template: await relayingTemplate(), config: resolveConfig(relayingConfig, 'local') },
  );
  const faults: Fault[] = [{ status: 200 }, { status: 301 }, { status: 404 }, { status: 500 }, RESET, RESET];
  for (const fault of faults) relaying.backend?.faults.next(fault);
  relaying.deleteQueue('archive');
  const body = Buffer.from(JSON.stringify(sample('trial-started')));
  for (const _ of faults) {
    await postWebhook(`${relaying.url}/webhooks/cinema`, body, relaying.sharedSecrets['cinema'] ?? '');
  }
  await relaying.stop();
  return relaying.lines;
}

test('alarms ask for values of dimensions that exist', () => {
  const asked = alarmMetrics(template).filter(({ namespace }) => namespace === METRICS_NAMESPACE);

  for (const { dimensions } of asked) {
    expect(['receive', 'deliver']).toContain(dimensions['service']);
    expect(dimensions['stage']).toBe('local');
    if (dimensions['reason'] !== undefined) expect(Object.keys(REJECTIONS)).toContain(dimensions['reason']);
    if (dimensions['connection'] !== undefined) expect(dimensions['connection']).toBe('cinema');
    if (dimensions['workspace'] !== undefined) {
      expect(['cinema/PRODUCTION', 'cinema/SANDBOX']).toContain(dimensions['workspace']);
    }
  }
});

/** One of everything that can happen. */
async function writeEveryMetric(): Promise<void> {
  await post(signed);
  await post(forged);
  await stack.accept(sample('transaction-processed-renewal')); // switched off
  await stack.accept(sample('trial-started', { user_id: null })); // a dead letter
  await stack.accept(sample('trial-started', { event_name: 'NOT_INVENTED_YET' }));
  await stack.drain();
  // Another copy of `deliver` writes of the same person, before this one has written and before its second look.
  const invoke = (event_id: string, event_name: string) =>
    stack.deliver.invoke({ Records: [record(0, 1, { user_id: 'contested', event_id, event_name })] });
  table.interfere = beforeCall('PutItem', 1, () => invoke('a', 'RENEWAL_DISABLED'));
  await invoke('b', 'SUBSCRIPTION_STARTED');
  table.interfere = beforeCall('BatchGetItem', 2, () => invoke('d', 'RENEWAL_ENABLED'));
  await invoke('c', 'TRIAL_CONVERTED');
  table.interfere = async () => refusal(500, 'InternalServerError');
  await invoke('e', 'RENEWAL_DISABLED');
  table.interfere = undefined;
  const faults = [{ status: 503 }, { status: 307 }, { status: 401, body: {} }, { kind: 'reset' } as const];
  for (const fault of faults) {
    await stack.accept(sample('trial-started'));
    const times = 'kind' in fault ? 2 : 1; // a connection that breaks on reuse is opened anew at once
    stack.track.faults.next(fault, { times });
    await stack.drain();
    await stack.skipWaiting();
    await stack.drain();
  }
}
