import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  CustomWidget,
  GraphWidget,
  type GraphWidgetProps,
  type IWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { NamedWorkspace } from '../../shared/config/workspaces.ts';
import type { OwnMetrics } from './own-metrics.ts';
import type { Watched, WatchedConnection } from './watched.ts';

/** A dashboard has 24 columns. */
const FULL_WIDTH = 24;
const GRAPH_HEIGHT = 6;
const period = Duration.minutes(5);

/** Returns the rows of the dashboard: alarms first, then the stage by questions, then each connection. */
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
    ...deadLetterRow(watched),
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
      leftAnnotations: [{ value: 10_000, label: 'Purchasely stops waiting' }],
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
          label: 'being delivered, or hidden for a later attempt',
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
      title: 'Concurrent writes of one person',
      left: [
        table.metricConditionalCheckFailedRequests({ period, label: 'write conflict: repeated' }),
        own.metric('PeopleResent', Stats.SUM, { period, label: 'sent again' }),
        own.metric('PeopleFailed', Stats.SUM, { period, label: 'failed: tried again' }),
      ],
    },
    {
      title: 'How long the people table takes (ms)',
      left: [
        took('BatchGetItem', 'read p99'),
        took('BatchExecuteStatement', 'write of several p99'),
        took('PutItem', 'write of one p99'),
      ],
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

/**
 * Updates only when a user opens or refreshes the dashboard, because looking hides dead letters and replaces an open
 * plan.
 */
function deadLetterRow({ deadLetterWidget }: Watched): IWidget[][] {
  if (deadLetterWidget === undefined) return [];
  return [
    [
      new CustomWidget({
        title: 'Dead letters, and what to do with them',
        functionArn: deadLetterWidget.function.functionArn,
        width: FULL_WIDTH,
        height: 9,
        updateOnRefresh: false,
        updateOnResize: false,
        updateOnTimeRangeChange: false,
      }),
    ],
  ];
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
        title: 'Unusual',
        left: [
          own.each('UnknownEvents', ['workspace'], period),
          own.metric('SecretsRefetched', Stats.SUM, {
            period,
            service: 'receive',
            label: 'Purchasely secret read again',
          }),
          own.metric('SecretsRefetched', Stats.SUM, {
            period,
            service: 'deliver',
            label: 'Customer.io secret read again',
          }),
        ],
      },
    ]),
  ];
}

/** Returns the rows of a connection: its webhooks, its backend, and its events by workspace. */
function connectionRows({ own }: Watched, { name, relay, workspaces }: WatchedConnection): IWidget[][] {
  const { sum, count, p50, p99 } = own.of({ connection: name });
  const ofBackend: GraphWidgetProps[] = [
    {
      title: 'Answers of the backend',
      left: [
        count('RelayLatency', period, 'requests'),
        sum('RelayAnswered3xx', period, '3xx'),
        sum('RelayAnswered4xx', period, '4xx'),
        sum('RelayAnswered5xx', period, '5xx'),
        sum('RelayUnanswered', period, 'no answer'),
      ],
    },
    {
      title: 'How long the backend takes (ms)',
      left: [
        p50('RelayLatency', period, 'p50'),
        p99('RelayLatency', period, 'p99'),
        p99('RelayOverhead', period, 'the rest of receive, p99'),
      ],
    },
  ];
  return [
    graphs([
      {
        title: 'Webhooks',
        left: [
          sum('WebhooksAccepted', period, 'accepted'),
          sum('WebhooksUnauthorized', period, 'without a valid signature'),
        ],
      },
      ...(relay ? ofBackend : []),
    ]),
    ...workspaces.map((workspace) => workspaceRow(own, workspace)),
  ];
}

function workspaceRow(own: OwnMetrics, { name: workspace, environment }: NamedWorkspace): IWidget[] {
  const { sum, count, p50, p99 } = own.of({ workspace });
  return graphs([
    {
      title: `${environment}: events`,
      left: [
        sum('EventsDelivered', period, 'delivered'),
        count('RetryAge', period, 'to be tried again'),
        sum('EventsMisconfigured', period, 'of these, misconfigured'),
        sum('EventsDeadLettered', period, 'dead letters'),
      ],
    },
    {
      title: `${environment}: answers of Customer.io`,
      left: [
        count('TrackLatency', period, 'requests'),
        sum('TrackAnswered3xx', period, '3xx'),
        sum('TrackAnswered4xx', period, '4xx'),
        sum('TrackAnswered5xx', period, '5xx'),
        sum('TrackUnanswered', period, 'no answer'),
      ],
    },
    {
      title: `${environment}: how long it takes (ms)`,
      left: [
        p50('TrackLatency', period, 'Customer.io, p50'),
        p99('TrackLatency', period, 'Customer.io, p99'),
      ],
      right: [
        p50('LagFromAcceptance', period, 'from acceptance, p50 (right)'),
        p99('LagFromAcceptance', period, 'from acceptance, p99 (right)'),
      ],
    },
  ]);
}
