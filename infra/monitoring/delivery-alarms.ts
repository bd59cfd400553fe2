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

/** What goes wrong on the way from the events queue to Customer.io, and what was given up. */
export function deliveryAlarms({ own, queues, people, delivery }: Watched): AlarmDescription[] {
  const throttled = (metricName: string) =>
    people.table.metric(metricName, { statistic: Stats.SUM, period: FIVE_MINUTES });
  return [
    {
      name: 'events-untaken',
      meaning: 'Events have been waiting for more than ten minutes, and nobody has tried them',
      // SQS leaves out what was received three times, which `deliver` itself tells of:
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
      metric: own.metric('PeopleFailed', Stats.SUM, { period: FIVE_MINUTES }),
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

/** What goes wrong on the way to one workspace, however well the others do. */
export function workspaceAlarms({ own }: Watched, workspace: string): AlarmDescription[] {
  const { sum, count, most } = own.of({ workspace });
  return [
    {
      name: 'customerio-misconfigured',
      of: workspace,
      meaning:
        'Customer.io refuses the credentials or the region, or AWS a secret or the people table: events wait',
      metric: sum('EventsMisconfigured', ONE_MINUTE),
      threshold: 0,
      // At once, and on until the next attempt has come.
      evaluationPeriods: RETRY_ALARM_SECONDS / ONE_MINUTE.toSeconds(),
      datapointsToAlarm: 1,
    },
    {
      name: 'events-delayed',
      of: workspace,
      meaning: 'Events have been failing for more than ten minutes, and more fail than are delivered',
      // If more is delivered than fails, nobody else is delayed by it.
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
      evaluationPeriods: RETRY_ALARM_SECONDS / FIVE_MINUTES.toSeconds(), // on for as long, for the same reason
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
      meaning: 'More than a tenth of the events that came to an end did so as dead letters',
      // In percent. What lies there already does not hide it: a mapping that refuses everything is told each time.
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
