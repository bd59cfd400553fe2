import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  GraphWidget,
  type GraphWidgetProps,
  type IWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { NamedWorkspace } from '../../shared/config/workspaces.ts';
import type { MetricName } from '../../shared/metrics.ts';
import type { OwnMetrics } from './own-metrics.ts';
import type { Watched, WatchedConnection } from './watched.ts';

/** A dashboard has 24 columns. */
const FULL_WIDTH = 24;
const GRAPH_HEIGHT = 6;
const period = Duration.minutes(5);

/** Rows of the dashboard: first how it stands, then the whole stage by questions, then each connection. */
export function dashboardRows(watched: Watched, alarms: readonly Alarm[]): IWidget[][] {
  return [
    [
      new AlarmStatusWidget({
        title: 'Alarms, each with an entry in docs/runbook.md',
        alarms: [...alarms],
        width: FULL_WIDTH,
        height: 3,
      }),
    ],
    heading('Are buyers being answered?'),
    buyersRow(watched),
    heading('Is anything stuck?'),
    stuckRow(watched),
    heading('Is what people have bought being kept?'),
    peopleRow(watched),
    heading('What failed?'),
    ...failedRows(watched),
    ...watched.connections.flatMap((connection) => [
      heading(connection.name),
      ...connectionRows(watched, connection),
    ]),
  ];
}

function heading(text: string): IWidget[] {
  return [new TextWidget({ markdown: `## ${text}`, width: FULL_WIDTH, height: 1 })];
}

function graphs(rows: readonly GraphWidgetProps[]): IWidget[] {
  return rows.map(
    (props) =>
      new GraphWidget({
        ...props,
        width: FULL_WIDTH / rows.length,
        height: GRAPH_HEIGHT,
        leftYAxis: { min: 0, showUnits: false, ...props.leftYAxis },
        ...(props.right === undefined
          ? {}
          : { rightYAxis: { min: 0, showUnits: false, ...props.rightYAxis } }),
      }),
  );
}

function buyersRow({ own, webhooks }: Watched): IWidget[] {
  const { api, receive } = webhooks;
  return graphs([
    {
      title: 'Answers to Purchasely',
      left: [
        api.metricClientError({ period, statistic: Stats.SUM, label: '4xx' }),
        api.metricServerError({ period, statistic: Stats.SUM, label: '5xx' }),
        receive.function.metricInvocations({ period, statistic: Stats.SUM, label: 'came to receive' }),
        api.metricCount({ period, statistic: Stats.SUM, label: 'requests' }),
      ],
    },
    { title: 'Refused, by reason', left: [own.each('WebhooksRejected', ['reason'], period)], stacked: true },
    {
      title: 'How long Purchasely waits (ms)',
      left: [
        api.metricLatency({ period, statistic: Stats.p(50), label: 'p50' }),
        api.metricLatency({ period, statistic: Stats.p(99), label: 'p99' }),
        receive.function.metricDuration({ period, statistic: Stats.p(99), label: 'receive p99' }),
      ],
      leftAnnotations: [{ value: 10_000, label: 'Purchasely gives up' }],
    },
  ]);
}

function stuckRow({ own, queues }: Watched): IWidget[] {
  return graphs([
    {
      title: 'Events queue',
      left: [
        queues.events.metricApproximateNumberOfMessagesVisible({ period, label: 'waiting' }),
        queues.events.metricApproximateNumberOfMessagesNotVisible({
          period,
          label: 'at work, or hidden for a later attempt',
        }),
      ],
    },
    {
      title: 'Oldest event in the queue (s)',
      left: [
        queues.events.metricApproximateAgeOfOldestMessage({
          period,
          label: 'received fewer than three times',
        }),
        own.each('RetryAge', ['workspace'], period, Stats.MAXIMUM),
      ],
      leftAnnotations: [{ value: 600, label: 'events-delayed' }],
    },
    {
      title: 'Tried again, by cause',
      left: [own.each('EventsRetried', ['workspace', 'cause'], period)],
      stacked: true,
    },
    { title: 'Skipped by choice', left: [own.each('EventsSkipped', ['why'], period)], stacked: true },
  ]);
}

function peopleRow({ own, people }: Watched): IWidget[] {
  const { table } = people;
  const took = (operation: string, label: string) =>
    table.metricSuccessfulRequestLatency({
      dimensionsMap: { TableName: table.tableName, Operation: operation },
      statistic: Stats.p(99),
      period,
      label,
    });
  return graphs([
    {
      title: 'Two copies of deliver wrote of one person at once',
      left: [
        table.metricConditionalCheckFailedRequests({ period, label: 'written too late, done again' }),
        own.metric('PeopleResent', Stats.SUM, { period, label: 'sent anew' }),
        own.metric('PeopleFailed', Stats.SUM, { period, label: 'not read or written: tried again' }),
      ],
    },
    {
      title: 'How long the people table takes (ms)',
      left: [took('BatchGetItem', 'read p99'), took('PutItem', 'write p99')],
    },
    {
      title: 'Throttled by DynamoDB',
      left: [
        table.metric('ReadThrottleEvents', { period, statistic: Stats.SUM, label: 'reads' }),
        table.metric('WriteThrottleEvents', { period, statistic: Stats.SUM, label: 'writes' }),
      ],
    },
  ]);
}

function failedRows({ own, queues, webhooks, delivery, copyQueues }: Watched): IWidget[][] {
  const receive = webhooks.receive.function;
  const deliver = delivery.deliver.function;
  const copies: GraphWidgetProps = {
    title: 'Copies not taken, by queue',
    left: [own.each('CopiesFailed', ['destination'], period)],
    stacked: true,
  };
  return [
    graphs([
      {
        title: 'Dead letters in the queue',
        left: [
          queues.deadLetters.metricApproximateNumberOfMessagesVisible({ period, label: 'waiting' }),
          queues.deadLetters.metricApproximateNumberOfMessagesNotVisible({
            period,
            label: 'being looked at',
          }),
        ],
      },
      {
        title: 'Dead-lettered, by reason',
        left: [own.each('EventsDeadLettered', ['reason'], period)],
        stacked: true,
      },
      ...(copyQueues.length > 0 ? [copies] : []),
    ]),
    graphs([
      {
        title: 'Functions',
        left: [
          receive.metricErrors({ period, label: 'receive: errors' }),
          deliver.metricErrors({ period, label: 'deliver: errors' }),
          receive.metricThrottles({ period, label: 'receive: throttles' }),
          deliver.metricThrottles({ period, label: 'deliver: throttles' }),
        ],
      },
      {
        title: 'Odd, and worth a look',
        left: [
          own.each('UnknownEvents', ['workspace'], period),
          own.metric('SecretsRefetched', Stats.SUM, {
            period,
            service: 'receive',
            label: 'Purchasely secret read anew',
          }),
          own.metric('SecretsRefetched', Stats.SUM, {
            period,
            service: 'deliver',
            label: 'Customer.io secret read anew',
          }),
        ],
      },
    ]),
  ];
}

/** One connection: its webhooks, its backend, and what became of its events in each workspace. */
function connectionRows({ own }: Watched, { name, relay, workspaces }: WatchedConnection): IWidget[][] {
  const where = { connection: name };
  const sum = (metric: MetricName, label: string) => own.metric(metric, Stats.SUM, { period, where, label });
  const percentile = (metric: MetricName, percent: number, label: string) =>
    own.metric(metric, Stats.p(percent), { period, where, label });
  const ofBackend: GraphWidgetProps[] = [
    {
      title: 'Answers of the backend',
      left: [
        own.metric('RelayLatency', Stats.SAMPLE_COUNT, { period, where, label: 'asked' }),
        sum('RelayAnswered3xx', '3xx'),
        sum('RelayAnswered4xx', '4xx'),
        sum('RelayAnswered5xx', '5xx'),
        sum('RelayUnanswered', 'no answer'),
      ],
    },
    {
      title: 'How long the backend takes (ms)',
      left: [
        percentile('RelayLatency', 50, 'p50'),
        percentile('RelayLatency', 99, 'p99'),
        percentile('RelayOverhead', 99, 'the rest of receive, p99'),
      ],
    },
  ];
  return [
    graphs([
      {
        title: 'Webhooks',
        left: [sum('WebhooksAccepted', 'accepted'), sum('WebhooksUnauthorized', 'without a valid signature')],
      },
      ...(relay ? ofBackend : []),
    ]),
    ...workspaces.map((workspace) => workspaceRow(own, workspace)),
  ];
}

function workspaceRow(own: OwnMetrics, { name: workspace, environment }: NamedWorkspace): IWidget[] {
  const where = { workspace };
  const sum = (metric: MetricName, label: string) => own.metric(metric, Stats.SUM, { period, where, label });
  const percentile = (metric: MetricName, percent: number, label: string) =>
    own.metric(metric, Stats.p(percent), { period, where, label });
  return graphs([
    {
      title: `${environment}: events`,
      left: [
        sum('EventsDelivered', 'delivered'),
        own.metric('RetryAge', Stats.SAMPLE_COUNT, { period, where, label: 'to be tried again' }),
        sum('EventsMisconfigured', 'of these, until somebody corrects something'),
        sum('EventsDeadLettered', 'dead letters'),
      ],
    },
    {
      title: `${environment}: answers of Customer.io`,
      left: [
        own.metric('TrackLatency', Stats.SAMPLE_COUNT, { period, where, label: 'requests' }),
        sum('TrackAnswered3xx', '3xx'),
        sum('TrackAnswered4xx', '4xx'),
        sum('TrackAnswered5xx', '5xx'),
        sum('TrackUnanswered', 'no answer'),
      ],
    },
    {
      title: `${environment}: how long it takes (ms)`,
      left: [
        percentile('TrackLatency', 50, 'Customer.io, p50'),
        percentile('TrackLatency', 99, 'Customer.io, p99'),
      ],
      right: [
        percentile('LagFromAcceptance', 50, 'from acceptance, p50 (right)'),
        percentile('LagFromAcceptance', 99, 'from acceptance, p99 (right)'),
      ],
    },
  ]);
}
