import { MathExpression, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import {
  DELAYED_SECONDS,
  RETRY_ALARM_SECONDS,
  SQS_IN_FLIGHT_ALARM,
  STUCK_SECONDS,
} from '../../shared/messages/timing.ts';
import {
  type AlarmDescription,
  FIVE_MINUTES,
  ONE_MINUTE,
  QUARTER_OF_AN_HOUR,
  TWICE_IN_A_QUARTER_OF_AN_HOUR,
} from './alarm-description.ts';
import type { Watched } from './watched.ts';

/** Returns the alarms of the stage about delivery from the events queue to Customer.io, and about dead letters. */
export function deliveryAlarms({ own, queues, people, delivery }: Watched): AlarmDescription[] {
  const throttled = (metricName: string) =>
    people.table.metric(metricName, { statistic: Stats.SUM, period: FIVE_MINUTES });
  const mostInAMinute = { statistic: Stats.MAXIMUM, period: ONE_MINUTE };
  return [
    {
      name: 'events-untaken',
      meaning:
        'Events have been waiting for more than ten minutes: `deliver` does not read the queue, or is too slow',
      // SQS excludes messages received three times; `deliver` reports their age itself:
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
      metric: queues.events.metricApproximateAgeOfOldestMessage({
        statistic: Stats.MAXIMUM,
        period: FIVE_MINUTES,
      }),
      threshold: DELAYED_SECONDS,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
    },
    {
      name: 'events-in-flight',
      meaning: 'More than 100,000 events are in flight: at 120,000 SQS delivers no others',
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
      meaning: '`deliver` crashes or times out: its events come back without a logged reason',
      metric: delivery.deliver.function.metricErrors({ statistic: Stats.SUM, period: FIVE_MINUTES }),
      threshold: 0,
      ...TWICE_IN_A_QUARTER_OF_AN_HOUR,
    },
    {
      name: 'people-table-failing',
      meaning: 'The people table cannot be read or written: the events of those people wait',
      metric: own.metric('PeopleFailed', Stats.SUM, { period: FIVE_MINUTES }),
      threshold: 0,
      ...TWICE_IN_A_QUARTER_OF_AN_HOUR,
    },
    {
      name: 'people-table-throttled',
      meaning: 'DynamoDB throttles the people table: `deliver` is slower, and events may wait',
      metric: new MathExpression({
        expression: 'reads + writes',
        usingMetrics: { reads: throttled('ReadThrottleEvents'), writes: throttled('WriteThrottleEvents') },
        period: FIVE_MINUTES,
      }),
      threshold: 0,
      ...TWICE_IN_A_QUARTER_OF_AN_HOUR,
    },
    {
      name: 'dead-letters-not-empty',
      meaning: 'Events failed permanently, and Purchasely will not send them again',
      // Includes hidden messages, such as those that a command is looking at.
      metric: new MathExpression({
        expression: 'visible + notVisible',
        usingMetrics: {
          visible: queues.deadLetters.metricApproximateNumberOfMessagesVisible(mostInAMinute),
          notVisible: queues.deadLetters.metricApproximateNumberOfMessagesNotVisible(mostInAMinute),
        },
        label: 'Approximate number of messages outstanding',
        period: ONE_MINUTE,
      }),
      threshold: 0,
      // SQS counts approximately: an empty queue has been observed to report one message for a minute.
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      // A queue without requests for six hours reports nothing, even if it is full.
      treatMissingData: TreatMissingData.IGNORE,
    },
  ];
}

/** Returns the alarms of one workspace, so that busy others cannot hide it. */
export function workspaceAlarms({ own }: Watched, workspace: string): AlarmDescription[] {
  const { sum, count, most } = own.of({ workspace });
  return [
    {
      name: 'customerio-misconfigured',
      of: workspace,
      meaning:
        'Customer.io refuses the credentials or the region, or AWS denies a secret or the people table: events wait',
      metric: sum('EventsMisconfigured', ONE_MINUTE),
      threshold: 0,
      // On at once, until the next attempt.
      evaluationPeriods: RETRY_ALARM_SECONDS / ONE_MINUTE.toSeconds(),
      datapointsToAlarm: 1,
    },
    {
      name: 'events-delayed',
      of: workspace,
      meaning:
        'Events have been failing for more than ten minutes, and more attempts fail than are delivered',
      // If more is delivered than fails, no other event is delayed.
      metric: new MathExpression({
        expression: 'IF(retries > delivered, age, 0)',
        usingMetrics: {
          retries: count('RetryAge', FIVE_MINUTES),
          delivered: sum('EventsDelivered', FIVE_MINUTES),
          age: most('RetryAge', FIVE_MINUTES),
        },
        period: FIVE_MINUTES,
      }),
      threshold: DELAYED_SECONDS,
      evaluationPeriods: RETRY_ALARM_SECONDS / FIVE_MINUTES.toSeconds(), // for the same reason
      datapointsToAlarm: 1,
    },
    {
      name: 'events-stuck',
      of: workspace,
      meaning: 'An event has been failing for more than a day; after three days it starts no campaign',
      metric: most('RetryAge', QUARTER_OF_AN_HOUR),
      threshold: STUCK_SECONDS,
      evaluationPeriods: 4,
      datapointsToAlarm: 1,
    },
    {
      name: 'dead-letters-rising',
      of: workspace,
      meaning: 'More than a tenth of the events that ended became dead letters',
      // In percent. Older dead letters do not hide new ones: each event of a refused mapping raises it.
      metric: new MathExpression({
        expression: 'IF(dead >= 3, 100 * dead / (dead + delivered), 0)',
        usingMetrics: {
          dead: sum('EventsDeadLettered', QUARTER_OF_AN_HOUR),
          delivered: sum('EventsDelivered', QUARTER_OF_AN_HOUR),
        },
        period: QUARTER_OF_AN_HOUR,
      }),
      threshold: 10,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
    },
  ];
}
