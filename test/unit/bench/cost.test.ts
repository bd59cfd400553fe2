import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { batchUnder, tracedShareAt } from '../../../bench/cost/assumptions.ts';
import { billedMsOf, billNaiveDesign, billWebhook, totalUsd } from '../../../bench/cost/bill.ts';
import { type CountedDesign, itemBytes, Meter, type Usage } from '../../../bench/cost/count-usage.ts';
import { type Deployment, readDeployment } from '../../../bench/cost/deployment.ts';
import { dealtWebhooks } from '../../../bench/cost/happenings.ts';
import { seededRandom } from '../../../tools/track-api/seeded-random.ts';

/** A thousand webhooks in batches of ten. */
const usage: Usage = {
  webhooks: 1000,
  batchSize: 10,
  calls: { SendMessage: 1000, BatchGetItem: 200, PutItem: 900 },
  units: { read: 2000, write: 900 },
  logBytes: 400_000,
  receiveCpuMs: 2000,
  deliverCpuMs: 1000,
  trackRequests: 100,
  bytesOut: 1_000_000,
};
/** Each environment reads a secret once an hour. */
const idle: Usage = { ...usage, webhooks: 60, batchSize: 1, calls: { SendMessage: 60, GetSecretValue: 1 } };
const counted: CountedDesign = {
  usage: { idle, normal: usage, backlog: usage },
  environments: 6,
  metrics: 8,
  itemBytes: 700,
};
const deployment: Deployment = {
  receive: { memoryMb: 512, isTraced: true, systemLogBytes: 0 },
  deliver: { memoryMb: 512, isTraced: false, systemLogBytes: 300 },
  batchSize: 50,
  windowSeconds: 1,
  accessLogBytes: 170,
  logRetentionDays: 30,
  secrets: 3,
  alarmMetrics: 18,
  dashboards: 1,
};

describe('the bill of a webhook', () => {
  const { usd, billedMs, secretReads } = billWebhook(counted, deployment, 'normal');
  const perMillion = Object.fromEntries(Object.entries(usd).map(([service, each]) => [service, each * 1e6]));

  test('charges each service for what was counted', () => {
    expect(perMillion['API Gateway']).toBeCloseTo(1);
    expect(perMillion['Lambda requests']).toBeCloseTo(1.1 * 0.2);
    expect(perMillion['SQS']).toBeCloseTo(2.1 * 0.4);
    expect(perMillion['DynamoDB']).toBeCloseTo(2 * 0.125 + 0.9 * 0.625);
    expect(perMillion['Data transfer']).toBeCloseTo(1.2 * 0.09);
  });

  test('stretches CPU time by the share of a CPU, and adds what is waited for', () => {
    expect(billedMs.receive).toBeCloseTo(2 * (1769 / 512) + 10 + 0.5);
    // Two reads, and writes at the same time.
    expect(billedMs.deliver).toBeCloseTo(10 * (1769 / 512) + 100 + 3 * 10 + 0.5, 1);
    const gbSeconds = (billedMs.receive + billedMs.deliver / 10) * 1000 * 0.5;
    expect(perMillion['Lambda duration']).toBeCloseTo(gbSeconds * 0.000_013_333_4);
  });

  test('counts what Lambda and API Gateway write beside the functions, and a month of keeping it', () => {
    const gb = (400 + 170 + 300 / 10) * 1e-3;
    expect(perMillion['CloudWatch Logs']).toBeCloseTo(gb * (0.5 + 0.15 * 0.03));
  });

  test('lets each environment read its secrets again as in the idle hour', () => {
    expect(secretReads).toBeCloseTo(6 / 36_000);
  });

  test('records the first request of a second and a twentieth of the others, where tracing is on', () => {
    expect(perMillion['X-Ray']).toBeCloseTo(5 * ((1 + 0.05 * 9) / 10));
    expect(tracedShareAt(1 / 60)).toBe(1);
  });

  test('pays for polls that bring nothing while little comes', () => {
    expect(billWebhook(counted, deployment, 'idle').receives).toBeCloseTo(1 + 15);
  });

  test('pays for full polls only where the queue is full', () => {
    const { receives, deletes } = billWebhook(counted, deployment, 'backlog');
    expect([receives, deletes]).toEqual([0.1, 0.1]);
  });

  test('of the naive design has three calls to SQS, a secret and two requests for each webhook', () => {
    const naive = billNaiveDesign(counted, deployment, 'normal');
    expect(naive).toMatchObject({ sends: 1, receives: 1, deletes: 1, secretReads: 1, trackRequests: 2 });
    expect(naive.usd.SQS * 1e6).toBeCloseTo(3 * 0.4);
    expect(totalUsd(naive)).toBeGreaterThan(totalUsd(billWebhook(counted, deployment, 'normal')));
  });
});

/** 1,769 MB come with one CPU; Node computes on one, so that a second would not make it faster. */
test.each([
  { memoryMb: 1769, ms: 1 + 10 },
  { memoryMb: 1769 / 4, ms: 4 + 10 },
  { memoryMb: 2 * 1769, ms: 1 + 10 },
])('with $memoryMb MB a millisecond of CPU and ten of waiting are billed as $ms', ({ memoryMb, ms }) => {
  expect(billedMsOf(1, memoryMb, 10)).toBeCloseTo(ms + 0.5);
});

test('a batch holds what comes to one of five pollers within the window, and no more than the most', () => {
  const windowSeconds = 2;
  expect(batchUnder('idle', { ...deployment, windowSeconds })).toBe(1);
  expect(batchUnder('normal', { ...deployment, windowSeconds })).toBe(5);
  expect(batchUnder('normal', { ...deployment, windowSeconds: 300 })).toBe(50);
  expect(batchUnder('backlog', { ...deployment, windowSeconds })).toBe(50);
});

describe('the webhooks that are dealt to the pollers', () => {
  const webhooks = dealtWebhooks(400, 5, seededRandom(3), Date.parse('2026-06-01T00:00:00Z'));
  const people = [...Map.groupBy(webhooks, ({ user_id }) => user_id).values()];

  test('are as many as wanted, and the same names for the same numbers', () => {
    const again = dealtWebhooks(400, 5, seededRandom(3), Date.parse('2026-06-01T00:00:00Z'));
    expect(webhooks).toHaveLength(400);
    expect(again.map(({ event_name }) => event_name)).toEqual(webhooks.map(({ event_name }) => event_name));
  });

  test('are of renewals in threes, of one person, subscription and moment, and spread over batches', () => {
    const renewals = people.filter((all) => all.length === 3);
    expect(renewals.length).toBeGreaterThan(50);
    for (const all of renewals) {
      expect(all.map(({ event_name }) => event_name).sort()).toEqual([
        'ACTIVATE',
        'SUBSCRIPTION_RENEWED',
        'TRANSACTION_PROCESSED',
      ]);
      expect(new Set(all.map(({ purchasely_subscription_id }) => purchasely_subscription_id)).size).toBe(1);
      expect(new Set(all.map(({ event_created_at_ms }) => event_created_at_ms)).size).toBe(1);
    }
    const batchOf = (webhook: (typeof webhooks)[number]) => Math.floor(webhooks.indexOf(webhook) / 5);
    expect(renewals.filter((all) => new Set(all.map(batchOf)).size > 1).length).toBeGreaterThan(30);
  });
});

describe('the meter', () => {
  test('counts calls by name, and forgets them once they are read', () => {
    const meter = new Meter({ Resources: {} });
    for (const action of ['SendMessage', 'SendMessage', 'GetSecretValue']) meter.addCall(action);

    expect(meter.take().calls).toEqual({ SendMessage: 2, GetSecretValue: 1 });
    expect(meter.take().calls).toEqual({});
  });

  test('adds up the units of DynamoDB, and forgets them once they are read', () => {
    const meter = new Meter({ Resources: {} });
    meter.addUnits('read', 3);
    meter.addUnits('read', 2);
    meter.addUnits('write', 1);

    expect(meter.take().units).toEqual({ read: 5, write: 1 });
    expect(meter.take().units).toEqual({ read: 0, write: 0 });
  });

  test('weighs an item as DynamoDB does: names and texts, numbers by two digits a byte, binary unencoded', () => {
    expect(itemBytes({ ab: { S: 'é' }, n: { N: '12345' }, b: { B: 'AAECAw==' } })).toBe(
      2 + 2 + 1 + 4 + 1 + 4,
    );
  });

  test('counts a custom metric once for each value of its dimensions', () => {
    const meter = new Meter({ Resources: {} });
    const line = (why: string) =>
      JSON.stringify({
        _aws: {
          CloudWatchMetrics: [
            { Namespace: 'N', Dimensions: [['why']], Metrics: [{ Name: 'EventsSkipped' }] },
          ],
        },
        why,
      });
    for (const why of ['one', 'two', 'one']) meter.addLine(line(why));

    expect([...meter.metrics]).toEqual(['N why=one EventsSkipped', 'N why=two EventsSkipped']);
    expect(meter.take().logBytes).toBe(3 * (line('one').length + 26));
  });
});

describe('what a template is billed for', () => {
  const directory = mkdtempSync(join(tmpdir(), 'cost-test-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  const functionOf = (name: string, others: object) => ({
    Type: 'AWS::Lambda::Function',
    Properties: { MemorySize: 256, Environment: { Variables: { POWERTOOLS_SERVICE_NAME: name } }, ...others },
  });
  const read = (Format: string) => {
    const path = join(directory, 'template.json');
    const metric = { MetricStat: {} };
    const Resources = {
      One: functionOf('receive', {
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { SystemLogLevel: 'WARN' },
      }),
      Two: functionOf('deliver', {}),
      Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { AccessLogSettings: { Format } } },
      Source: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { BatchSize: 1 } },
      Simple: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } },
      Math: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { Metrics: [{ Expression: 'a + b' }, metric, metric] },
      },
      Log: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 90 } },
    };
    writeFileSync(path, JSON.stringify({ Resources }));
    return readDeployment(path);
  };

  test('tells the functions apart, and what Lambda writes for each', () => {
    const { receive, deliver, batchSize, windowSeconds } = read('');

    expect(receive).toEqual({ memoryMb: 256, isTraced: true, systemLogBytes: 0 });
    expect(deliver).toMatchObject({ memoryMb: 256, isTraced: false });
    expect(deliver.systemLogBytes).toBeGreaterThan(3 * 26);
    expect([batchSize, windowSeconds]).toEqual([1, 0]);
  });

  test('counts the metrics of an alarm, and not its expressions', () => {
    expect(read('').alarmMetrics).toBe(3);
  });

  test('knows how long an access log line is, and does not guess', () => {
    expect(read('{"status":"$context.status"}').accessLogBytes).toBe('{"status":"200"}'.length + 26);
    expect(() => read('$context.path')).toThrow('$context.path');
  });
});
