import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  GraphWidget,
  type GraphWidgetProps,
  type IMetric,
  type IWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName } from '../../shared/metrics.ts';
import type { Watched } from './watched.ts';

/** A dashboard has 24 columns. */
const FULL_WIDTH = 24;
const GRAPH_HEIGHT = 6;
const period = Duration.minutes(5);

/** Rows of the dashboard: first how it stands, then one section for each question, in the order of their urgency. */
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
    ...destinationRows(watched),
    heading('Is anything stuck?'),
    stuckRow(watched),
    heading('Is Customer.io accepting?'),
    ...acceptingRows(watched),
    heading('Is what people have bought being kept?'),
    peopleRow(watched),
    heading('What failed?'),
    failedRow(watched),
  ];
}

function heading(question: string): IWidget[] {
  return [new TextWidget({ markdown: `## ${question}`, width: FULL_WIDTH, height: 1 })];
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
        own.metric('WebhooksAccepted', Stats.SUM, { period, label: 'accepted' }),
        api.metricClientError({ period, statistic: Stats.SUM, label: '4xx' }),
        api.metricServerError({ period, statistic: Stats.SUM, label: '5xx' }),
        receive.function.metricInvocations({ period, statistic: Stats.SUM, label: 'came to receive' }),
        api.metricCount({ period, statistic: Stats.SUM, label: 'requests' }),
      ],
    },
    { title: 'Refused, by reason', left: [own.each('WebhooksRejected', 'reason', period)], stacked: true },
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

function destinationRows({ own, destinations }: Watched): IWidget[][] {
  const { relay, copyQueues } = destinations;
  if (!relay && copyQueues.length === 0) return [];
  const sum = (name: MetricName, label: string) => own.metric(name, Stats.SUM, { period, label });
  const ofBackend: GraphWidgetProps[] = [
    {
      title: 'Answers of the backend',
      left: [
        sum('RelayAnswered2xx', '2xx'),
        sum('RelayAnswered3xx', '3xx'),
        sum('RelayAnswered4xx', '4xx'),
        sum('RelayAnswered5xx', '5xx'),
        sum('RelayUnanswered', 'no answer'),
      ],
      stacked: true,
    },
    {
      title: 'How long the backend takes (ms)',
      left: [
        own.metric('RelayLatency', Stats.p(50), { period, label: 'p50' }),
        own.metric('RelayLatency', Stats.p(99), { period, label: 'p99' }),
        own.metric('RelayOverhead', Stats.p(99), { period, label: 'the rest of receive, p99' }),
      ],
    },
  ];
  const ofCopies: GraphWidgetProps = {
    title: 'Copies not taken, by queue',
    left: [own.each('CopiesFailed', 'destination', period)],
    stacked: true,
  };
  return [
    heading(relay ? 'Is the backend answering?' : 'Are copies being taken?'),
    graphs([...(relay ? ofBackend : []), ...(copyQueues.length > 0 ? [ofCopies] : [])]),
  ];
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
        own.metric('RetryAge', Stats.MAXIMUM, { period, label: 'tried again' }),
      ],
      leftAnnotations: [{ value: 600, label: 'events-delayed' }],
    },
    {
      title: 'Lag of what is delivered (ms)',
      left: [
        own.metric('LagFromAcceptance', Stats.p(50), { period, label: 'from acceptance, p50' }),
        own.metric('LagFromAcceptance', Stats.p(99), { period, label: 'from acceptance, p99' }),
      ],
      right: [
        own.metric('LagFromCreation', Stats.p(50), { period, label: 'from creation, p50 (right)' }),
        own.metric('LagFromCreation', Stats.p(99), { period, label: 'from creation, p99 (right)' }),
      ],
    },
  ]);
}

function acceptingRows({ own }: Watched): IWidget[][] {
  const sum = (name: MetricName, label: string) => own.metric(name, Stats.SUM, { period, label });
  const answers: IMetric[] = [
    sum('TrackAnswered2xx', '2xx'),
    sum('TrackAnswered3xx', '3xx'),
    sum('TrackAnswered4xx', '4xx'),
    sum('TrackAnswered5xx', '5xx'),
    sum('TrackUnanswered', 'no answer'),
  ];
  return [
    graphs([
      {
        title: 'Delivered, or given up',
        left: [sum('EventsDelivered', 'delivered'), sum('EventsDeadLettered', 'dead letters')],
      },
      { title: 'Answers of Customer.io', left: answers, stacked: true },
      {
        title: 'How long Customer.io takes (ms)',
        left: [
          own.metric('TrackLatency', Stats.p(50), { period, label: 'p50' }),
          own.metric('TrackLatency', Stats.p(99), { period, label: 'p99' }),
        ],
      },
    ]),
    graphs([
      { title: 'Tried again, by cause', left: [own.each('EventsRetried', 'cause', period)], stacked: true },
      { title: 'Tried again, by fault', left: [own.each('EventsRetried', 'fault', period)], stacked: true },
      { title: 'Skipped by choice', left: [own.each('EventsSkipped', 'why', period)], stacked: true },
      {
        title: 'Webhooks in a batch, of 50',
        left: [
          own.metric('BatchSize', Stats.AVERAGE, { period, label: 'average' }),
          own.metric('BatchSize', Stats.MAXIMUM, { period, label: 'largest' }),
        ],
      },
    ]),
  ];
}

function peopleRow({ own, people }: Watched): IWidget[] {
  return graphs([
    {
      title: 'People',
      left: [
        own.metric('PeopleWritten', Stats.SUM, { period, label: 'written' }),
        own.metric('PeopleConflicts', Stats.SUM, { period, label: 'written by two at once, done again' }),
        own.metric('PeopleResent', Stats.SUM, { period, label: 'sent anew' }),
      ],
    },
    {
      title: 'How long the people table takes (ms)',
      left: [
        own.metric('PeopleReadLatency', Stats.p(99), { period, label: 'read p99' }),
        own.metric('PeopleWriteLatency', Stats.p(99), { period, label: 'write p99' }),
      ],
    },
    {
      title: 'Throttled by DynamoDB',
      left: [
        people.table.metric('ReadThrottleEvents', { period, statistic: Stats.SUM, label: 'reads' }),
        people.table.metric('WriteThrottleEvents', { period, statistic: Stats.SUM, label: 'writes' }),
      ],
    },
  ]);
}

function failedRow({ own, queues, webhooks, delivery }: Watched): IWidget[] {
  const receive = webhooks.receive.function;
  const deliver = delivery.deliver.function;
  return graphs([
    {
      title: 'Dead letters in the queue',
      left: [
        queues.deadLetters.metricApproximateNumberOfMessagesVisible({ period, label: 'waiting' }),
        queues.deadLetters.metricApproximateNumberOfMessagesNotVisible({ period, label: 'being looked at' }),
      ],
    },
    {
      title: 'Dead-lettered, by reason',
      left: [own.each('EventsDeadLettered', 'reason', period)],
      stacked: true,
    },
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
        own.metric('UnknownEvents', Stats.SUM, { period, label: 'unknown event names' }),
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
  ]);
}
