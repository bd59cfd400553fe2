import { readFileSync } from 'node:fs';
import type { StageConfig } from '../../../shared/config/define-config.ts';
import { propertiesOf } from '../../../tools/docs/dashboard-widgets.ts';
import { alarmMetrics, alarmsIn, dashboardMetrics } from '../../support/watched-metrics.ts';
import { configOf, connection, relaying } from '../config-of.ts';
import { synthesized } from '../synthesized.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:on-call';
const everyAlarm = { alarms: { topicArn: TOPIC, noTrafficHours: 168 }, dashboard: true };
const templateOf = async (stage: StageConfig = {}) =>
  (await synthesized(configOf({ cinema: connection }, stage))).toJSON();

let template: unknown;
beforeAll(async () => {
  const press = { ...relaying, environments: { ...relaying.environments, SANDBOX: 'drop' } } as const;
  template = (await synthesized(configOf({ cinema: relaying, press }, everyAlarm))).toJSON();
});

const OF_THE_STAGE = [
  'webhooks-failing',
  'webhooks-turned-away',
  'webhooks-slow',
  'functions-throttled',
  'events-untaken',
  'events-in-flight',
  'deliver-failing',
  'people-table-failing',
  'people-table-throttled',
  'dead-letters-not-empty',
];
const OF_A_CONNECTION = ['webhooks-unauthorized', 'relay-failing', 'no-webhooks'];
const OF_A_WORKSPACE = ['customerio-misconfigured', 'events-delayed', 'events-stuck', 'dead-letters-rising'];

/** The names of all alarms, without that of the stack. */
const namesIn = (of: unknown) =>
  alarmsIn(of).map(({ AlarmName }) => AlarmName.replace('PurchaselyCustomerio-test-', ''));

test('there is an alarm for whatever somebody has to know: of the stage, each connection, each workspace', () => {
  const each = (names: readonly string[], of: string) => names.map((name) => `${name}-${of}`);

  expect(namesIn(template)).toEqual([
    ...OF_THE_STAGE,
    ...each(OF_A_CONNECTION, 'cinema'),
    ...each(OF_A_WORKSPACE, 'cinema-production'),
    ...each(OF_A_WORKSPACE, 'cinema-sandbox'),
    ...each(OF_A_CONNECTION, 'press'),
    ...each(OF_A_WORKSPACE, 'press-production'),
  ]);
});

test.each([
  { what: 'one about a backend only where there is one', stage: {}, without: 'relay-failing-cinema' },
  {
    what: 'none about silence if the configuration wants none',
    stage: { alarms: { noTrafficHours: false } } as const,
    without: 'no-webhooks-cinema',
  },
])('there is $what', async ({ stage, without }) => {
  expect(namesIn(await templateOf(stage))).not.toContain(without);
});

test('a stage has neither alarms nor a dashboard if its configuration wants none', async () => {
  const bare = await templateOf({ alarms: false });

  expect(alarmsIn(bare)).toEqual([]);
  expect(propertiesOf(bare, 'AWS::CloudWatch::Dashboard')).toEqual([]);
});

test('each alarm has an entry of its name in the runbook, with everything an entry needs, and names it', () => {
  const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
  for (const { AlarmName, AlarmDescription } of propertiesOf(template, 'AWS::CloudWatch::Alarm')) {
    const [, of, name = ''] =
      /^(?:(\S+): )?.+: docs\/runbook\.md#([a-z-]+)$/.exec(String(AlarmDescription)) ?? [];
    const ownName = of === undefined ? name : `${name}-${of.replace('/', '-').toLowerCase()}`;
    expect(AlarmName).toBe(`PurchaselyCustomerio-test-${ownName}`);
    expect(AlarmDescription).toMatch(/^[ -~]+$/); // CloudFormation turns other characters into question marks

    const [, entry = ''] = runbook.split(`\n## ${name}\n`);
    const [text = ''] = entry.split('\n## ');
    for (const part of ['**Means**', '**Look**', '**Do**', '**Safe to repeat**', '**Done when**']) {
      expect({ name, text }).toEqual({ name, text: expect.stringContaining(part) });
    }
  }
});

test('alarms tell the topic of the configuration when they go off and when they are over', () => {
  const actions = propertiesOf(template, 'AWS::CloudWatch::Alarm').map(({ AlarmActions, OKActions }) => ({
    AlarmActions,
    OKActions,
  }));

  expect(new Set(actions.map((each) => JSON.stringify(each)))).toEqual(
    new Set([JSON.stringify({ AlarmActions: [TOPIC], OKActions: [TOPIC] })]),
  );
});

test('no alarm asks for more than CloudWatch evaluates', () => {
  for (const alarm of alarmsIn(template)) {
    const stats = (alarm.Metrics ?? []).flatMap(({ MetricStat = [] }) => MetricStat);
    const periods = alarm.Period === undefined ? stats.map(({ Period }) => Period) : [alarm.Period];

    expect(new Set(periods).size).toBe(1);
    const [period = 0] = periods;
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    const longestSeconds = period >= 3_600 ? 604_800 : 86_400;
    expect(period * alarm.EvaluationPeriods).toBeLessThanOrEqual(longestSeconds);
    expect(stats.length).toBeLessThanOrEqual(10);
    expect(alarm.DatapointsToAlarm).toBeLessThanOrEqual(alarm.EvaluationPeriods);
  }
});

/** Metrics that AWS itself keeps, by the pages that list them. */
const AWS_METRICS: Readonly<Record<string, readonly string[]>> = {
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
  'AWS/SQS by QueueName': [
    'ApproximateAgeOfOldestMessage',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesVisible',
  ],
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
  'AWS/ApiGateway by ApiId': ['4xx', '5xx', 'Count', 'IntegrationLatency', 'Latency'],
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
  'AWS/DynamoDB by TableName': [
    'ConditionalCheckFailedRequests',
    'ReadThrottleEvents',
    'WriteThrottleEvents',
  ],
  'AWS/DynamoDB by Operation,TableName': ['SuccessfulRequestLatency'],
  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  'AWS/Lambda by FunctionName': ['Duration', 'Errors', 'Invocations', 'Throttles'],
};

test('what alarms and dashboard ask of AWS is what AWS keeps', () => {
  const asked = [...alarmMetrics(template), ...dashboardMetrics(template)].filter(({ namespace }) =>
    namespace.startsWith('AWS/'),
  );

  expect(asked.length).toBeGreaterThan(10);
  for (const { namespace, name, dimensions } of asked) {
    expect(AWS_METRICS[`${namespace} by ${Object.keys(dimensions).sort().join()}`]).toContain(name);
  }
});
