import { Duration } from 'aws-cdk-lib';
import {
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmSettings } from '../../shared/config/resolved.ts';
import {
  DELAYED_SECONDS,
  RETRY_ALARM_SECONDS,
  SQS_IN_FLIGHT_ALARM,
  STUCK_SECONDS,
} from '../../shared/messages/timing.ts';
import type { MetricName } from '../../shared/metrics.ts';
import type { EventQueues } from '../event-queues.ts';
import type { OwnMetrics } from './own-metrics.ts';
import type { Watched } from './watched.ts';

/** An alarm. Unless it says otherwise, it goes off above its threshold, and silence is good news. */
export interface AlarmDescription
  extends Pick<AlarmProps, 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm'>,
    Partial<Pick<AlarmProps, 'comparisonOperator' | 'treatMissingData'>> {
  /** Its name after that of the stack, and the heading of its entry in the runbook. */
  readonly name: string;
  /** For whoever reads it at night. */
  readonly meaning: string;
  readonly metric: IMetric;
}

const ONE_MINUTE = Duration.minutes(1);
const FIVE_MINUTES = Duration.minutes(5);
const QUARTER_OF_AN_HOUR = Duration.minutes(15);

/** One bad moment passes by itself and wakes nobody; a second one within a quarter of an hour does. */
const TWICE_IN_A_QUARTER_OF_AN_HOUR = { evaluationPeriods: 3, datapointsToAlarm: 2 };

/** Every alarm of a stage, the worst for buyers first. */
export function alarmsOf(watched: Watched, { noTrafficHours }: AlarmSettings): AlarmDescription[] {
  return [
    ...webhookAlarms(watched),
    ...(watched.destinations.relay ? [relayFailing(watched)] : []),
    ...deliveryAlarms(watched),
    ...(noTrafficHours === undefined ? [] : [noWebhooks(watched, noTrafficHours)]),
  ];
}

function webhookAlarms(watched: Watched): AlarmDescription[] {
  const { own, webhooks, delivery } = watched;
  const refused = (reason: string) =>
    own.metric('WebhooksRejected', Stats.SUM, { period: QUARTER_OF_AN_HOUR, where: { reason } });
  return [
    {
      name: 'webhooks-failing',
      meaning: 'Purchasely gets 5xx: buyers may see an error, and Purchasely holds their events back',
      metric: ownFailures(watched),
      threshold: 0,
      ...TWICE_IN_A_QUARTER_OF_AN_HOUR,
    },
    {
      name: 'webhooks-unauthorized',
      meaning:
        'More than a tenth of the webhooks have no valid signature: the shared secret is probably wrong',
      // In percent. Three is what one webhook makes with its first retries; fewer are somebody who tries the URL. CloudWatch
      // takes a missing value for 0: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
      metric: new MathExpression({
        expression: 'IF(refused >= 3, 100 * refused / (refused + accepted), 0)',
        usingMetrics: {
          refused: new MathExpression({
            expression: 'mismatch + missing + late',
            usingMetrics: {
              mismatch: refused('signature-mismatch'),
              missing: refused('signature-missing'),
              late: refused('timestamp-outside-window'),
            },
            period: QUARTER_OF_AN_HOUR,
          }),
          accepted: own.metric('WebhooksAccepted', Stats.SUM, { period: QUARTER_OF_AN_HOUR }),
        },
        period: QUARTER_OF_AN_HOUR,
      }),
      threshold: 10,
      // An hour, because Purchasely's retries become rare.
      evaluationPeriods: 4,
      datapointsToAlarm: 1,
    },
    {
      name: 'webhooks-turned-away',
      meaning:
        'API Gateway itself refuses more than a tenth of the requests: throttled, or posted to another path',
      metric: turnedAway(watched),
      threshold: 10,
      // An hour, for the same reason.
      evaluationPeriods: 4,
      datapointsToAlarm: 1,
    },
    {
      name: 'webhooks-slow',
      meaning: 'The slowest webhooks take more than three seconds; Purchasely gives up after ten',
      metric: webhooks.api.metricLatency({ statistic: Stats.p(99), period: FIVE_MINUTES }),
      threshold: 3_000,
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
    },
    {
      name: 'functions-throttled',
      meaning:
        'Lambda has no room for `receive` or `deliver`: something else uses up the concurrency of the account',
      metric: new MathExpression({
        expression: 'receive + deliver',
        usingMetrics: {
          receive: webhooks.receive.function.metricThrottles({ statistic: Stats.SUM, period: FIVE_MINUTES }),
          deliver: delivery.deliver.function.metricThrottles({ statistic: Stats.SUM, period: FIVE_MINUTES }),
        },
        period: FIVE_MINUTES,
      }),
      threshold: 0,
      ...TWICE_IN_A_QUARTER_OF_AN_HOUR,
    },
  ];
}

/**
 * Of the requests, in percent, those that never came to `receive`; 0 while they are fewer than three. Each metric that an
 * alarm watches has its price, so it is the difference of two, and not what API Gateway answered less what `receive` did.
 */
function turnedAway({ webhooks }: Watched): MathExpression {
  const sum = { statistic: Stats.SUM, period: QUARTER_OF_AN_HOUR };
  return new MathExpression({
    expression: 'IF(requests - taken >= 3, 100 * (requests - taken) / requests, 0)',
    usingMetrics: {
      requests: webhooks.api.metricCount(sum),
      taken: webhooks.receive.function.metricInvocations(sum),
    },
    period: QUARTER_OF_AN_HOUR,
  });
}

/** The 5xx that Purchasely got, but for those that a backend is to blame for: API Gateway cannot tell them apart. */
function ownFailures({ own, webhooks, destinations }: Watched): IMetric {
  const { api, receive } = webhooks;
  if (!destinations.relay) return api.metricServerError({ statistic: Stats.SUM, period: FIVE_MINUTES });
  const sum = { statistic: Stats.SUM, period: FIVE_MINUTES };
  const rejected = (reason: string) =>
    own.metric('WebhooksRejected', Stats.SUM, { period: FIVE_MINUTES, where: { reason } });
  const copies = destinations.copyQueues.map((destination, index) => [
    `copy${index}`,
    own.metric('CopiesFailed', Stats.SUM, { period: FIVE_MINUTES, where: { destination } }),
  ]);
  const usingMetrics: Record<string, IMetric> = {
    secret: rejected('secret-unavailable'),
    queue: rejected('queue-unavailable'),
    crashed: receive.function.metricErrors(sum),
    throttled: receive.function.metricThrottles(sum),
    ...Object.fromEntries(copies),
  };
  return new MathExpression({
    expression: Object.keys(usingMetrics).join(' + '),
    usingMetrics,
    period: FIVE_MINUTES,
  });
}

function relayFailing({ own }: Watched): AlarmDescription {
  const answers = (name: MetricName) => own.metric(name, Stats.SUM, { period: FIVE_MINUTES });
  return {
    name: 'relay-failing',
    meaning:
      'A backend does not take webhooks: buyers may see an error, and Purchasely holds their events back',
    metric: new MathExpression({
      expression: 'redirected + refused + failed + unanswered',
      usingMetrics: {
        redirected: answers('RelayAnswered3xx'),
        refused: answers('RelayAnswered4xx'),
        failed: answers('RelayAnswered5xx'),
        unanswered: answers('RelayUnanswered'),
      },
      period: FIVE_MINUTES,
    }),
    threshold: 0,
    ...TWICE_IN_A_QUARTER_OF_AN_HOUR,
  };
}

function deliveryAlarms({ own, queues, people, delivery }: Watched): AlarmDescription[] {
  const throttled = (metricName: string) =>
    people.table.metric(metricName, { statistic: Stats.SUM, period: FIVE_MINUTES });
  return [
    {
      name: 'customerio-misconfigured',
      meaning:
        'Customer.io refuses the credentials or the region, or AWS a secret or the people table: events wait',
      metric: own.metric('EventsRetried', Stats.SUM, {
        period: ONE_MINUTE,
        where: { fault: 'configuration' },
      }),
      threshold: 0,
      // At once, and on until the next attempt has come.
      evaluationPeriods: RETRY_ALARM_SECONDS / ONE_MINUTE.toSeconds(),
      datapointsToAlarm: 1,
    },
    {
      name: 'events-delayed',
      meaning: 'Events have been waiting for more than ten minutes, and more fail than are delivered',
      metric: oldestSeconds(queues, delayedSeconds(own, FIVE_MINUTES), FIVE_MINUTES),
      threshold: DELAYED_SECONDS,
      evaluationPeriods: RETRY_ALARM_SECONDS / FIVE_MINUTES.toSeconds(), // on for as long, for the same reason
      datapointsToAlarm: 1,
    },
    {
      name: 'events-stuck',
      meaning: 'An event has been waiting for more than a day; after three days it starts no campaign',
      metric: oldestSeconds(
        queues,
        own.metric('RetryAge', Stats.MAXIMUM, { period: QUARTER_OF_AN_HOUR }),
        QUARTER_OF_AN_HOUR,
      ),
      threshold: STUCK_SECONDS,
      evaluationPeriods: 4,
      datapointsToAlarm: 1,
    },
    {
      name: 'events-in-flight',
      meaning:
        'So many events wait for a later attempt that SQS will soon hand out no others: 120,000 is its limit',
      metric: queues.events.metricApproximateNumberOfMessagesNotVisible({
        statistic: Stats.MAXIMUM,
        period: FIVE_MINUTES,
      }),
      threshold: SQS_IN_FLIGHT_ALARM,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
    },
    {
      name: 'deliver-failing',
      meaning: '`deliver` crashes or runs out of time: its events come back without a word why',
      metric: delivery.deliver.function.metricErrors({ statistic: Stats.SUM, period: FIVE_MINUTES }),
      threshold: 0,
      ...TWICE_IN_A_QUARTER_OF_AN_HOUR,
    },
    {
      name: 'people-table-failing',
      meaning: 'The people table cannot be read or written: events of its people wait',
      metric: own.metric('EventsRetried', Stats.SUM, {
        period: FIVE_MINUTES,
        where: { cause: 'people table' },
      }),
      threshold: 0,
      ...TWICE_IN_A_QUARTER_OF_AN_HOUR,
    },
    {
      name: 'people-table-throttled',
      meaning: 'DynamoDB throttles the people table: `deliver` is slower, and events of its people may wait',
      metric: new MathExpression({
        expression: 'reads + writes',
        usingMetrics: { reads: throttled('ReadThrottleEvents'), writes: throttled('WriteThrottleEvents') },
        period: FIVE_MINUTES,
      }),
      threshold: 0,
      ...TWICE_IN_A_QUARTER_OF_AN_HOUR,
    },
    {
      name: 'dead-letters-rising',
      meaning: 'More than a tenth of the events that came to an end did so as dead letters',
      // In percent. What lies there already does not hide it: a mapping that refuses everything is told each time.
      metric: new MathExpression({
        expression: 'IF(dead >= 3, 100 * dead / (dead + delivered), 0)',
        usingMetrics: {
          dead: own.metric('EventsDeadLettered', Stats.SUM, { period: QUARTER_OF_AN_HOUR }),
          delivered: own.metric('EventsDelivered', Stats.SUM, { period: QUARTER_OF_AN_HOUR }),
        },
        period: QUARTER_OF_AN_HOUR,
      }),
      threshold: 10,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
    },
    {
      name: 'dead-letters-not-empty',
      meaning: 'Customer.io did not take these events, and no one but you will try again',
      // Those that somebody is looking at are hidden meanwhile, and no less there.
      metric: queues.deadLetters.metricApproximateNumberOfMessagesOutstanding({
        statistic: Stats.MAXIMUM,
        period: ONE_MINUTE,
      }),
      threshold: 0,
      // SQS counts approximately: one minute of one message has been seen on an empty queue.
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      // A queue that nobody touches for six hours reports nothing, and may be as full as before.
      treatMissingData: TreatMissingData.IGNORE,
    },
  ];
}

/**
 * Age of the oldest event that waits. SQS leaves out what was received three times: of those `deliver` itself tells.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
function oldestSeconds({ events }: EventQueues, retried: IMetric, period: Duration): MathExpression {
  return new MathExpression({
    expression: 'IF(untaken > retried, untaken, retried)',
    usingMetrics: {
      untaken: events.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period }),
      retried,
    },
    period,
  });
}

/** Age of the oldest event that fails, unless more is delivered than fails: then nobody else is delayed by it. */
function delayedSeconds(own: OwnMetrics, period: Duration): MathExpression {
  return new MathExpression({
    expression: 'IF(retries > delivered, age, 0)',
    usingMetrics: {
      retries: own.metric('RetryAge', Stats.SAMPLE_COUNT, { period }),
      delivered: own.metric('EventsDelivered', Stats.SUM, { period }),
      age: own.metric('RetryAge', Stats.MAXIMUM, { period }),
    },
    period,
  });
}

function noWebhooks({ own }: Watched, hours: number): AlarmDescription {
  return {
    name: 'no-webhooks',
    meaning: `No webhook has been accepted for ${hours} h`,
    metric: own.metric('WebhooksAccepted', Stats.SUM, { period: Duration.hours(1) }),
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 1,
    evaluationPeriods: hours,
    datapointsToAlarm: hours,
    treatMissingData: TreatMissingData.BREACHING,
  };
}
