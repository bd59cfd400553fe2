import { Duration } from 'aws-cdk-lib';
import {
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmSettings } from '../../shared/config/resolved.ts';
import {
  type AlarmDescription,
  FIVE_MINUTES,
  QUARTER_OF_AN_HOUR,
  TWICE_IN_A_QUARTER_OF_AN_HOUR,
} from './alarm-description.ts';
import type { MetricsOf } from './own-metrics.ts';
import type { Watched, WatchedConnection } from './watched.ts';

/** Returns the alarms of the stage about answers to Purchasely, by `receive` or before it. */
export function webhookAlarms(watched: Watched): AlarmDescription[] {
  const { webhooks, delivery } = watched;
  return [
    {
      name: 'webhooks-failing',
      meaning: 'Purchasely gets 5xx: buyers may see an error, and Purchasely delays their later events',
      metric: ownFailures(watched),
      threshold: 0,
      ...TWICE_IN_A_QUARTER_OF_AN_HOUR,
    },
    {
      name: 'webhooks-turned-away',
      meaning: 'API Gateway itself refuses more than a tenth of the requests: throttled, or to another path',
      metric: turnedAway(watched),
      threshold: 10,
      // An hour, for the same reason.
      evaluationPeriods: 4,
      datapointsToAlarm: 1,
    },
    {
      name: 'webhooks-slow',
      meaning: 'The slowest webhooks take more than three seconds; Purchasely stops waiting after ten',
      metric: webhooks.api.metricLatency({ statistic: Stats.p(99), period: FIVE_MINUTES }),
      threshold: 3_000,
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
    },
    {
      name: 'functions-throttled',
      meaning: 'Lambda throttles `receive` or `deliver`: the concurrency of the account is used up',
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
 * Returns the percentage of requests that did not reach `receive`, 0 while they are fewer than three. Computed as a
 * difference of two metrics, because each watched metric has a price.
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

/** Returns the 5xx that Purchasely got, except those caused by a backend, which API Gateway cannot distinguish. */
function ownFailures({ own, webhooks, connections, copyQueues }: Watched): IMetric {
  const { api, receive } = webhooks;
  if (!connections.some(({ relay }) => relay))
    return api.metricServerError({ statistic: Stats.SUM, period: FIVE_MINUTES });
  const sum = { statistic: Stats.SUM, period: FIVE_MINUTES };
  const rejected = (reason: string) =>
    own.metric('WebhooksRejected', Stats.SUM, { period: FIVE_MINUTES, where: { reason } });
  const copies = copyQueues.map((destination, index) => [
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

/** Returns the alarms of one connection, so that busy others cannot hide it. */
export function connectionAlarms(
  { own }: Watched,
  { name: connection, relay }: WatchedConnection,
  { noTrafficHours }: AlarmSettings,
): AlarmDescription[] {
  const { sum } = own.of({ connection });
  return [
    unauthorized(connection, sum),
    ...(relay ? [relayFailing(connection, sum)] : []),
    ...(noTrafficHours === false ? [] : [noWebhooks(connection, noTrafficHours, sum)]),
  ];
}

function unauthorized(connection: string, sum: MetricsOf['sum']): AlarmDescription {
  return {
    name: 'webhooks-unauthorized',
    of: connection,
    meaning: 'More than a tenth of the webhooks have no valid signature: the shared secret is probably wrong',
    // In percent. One webhook with its first retries makes three; fewer may be strangers who try the URL. CloudWatch
    // treats a missing value as 0:
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
    metric: new MathExpression({
      expression: 'IF(refused >= 3, 100 * refused / (refused + accepted), 0)',
      usingMetrics: {
        refused: sum('WebhooksUnauthorized', QUARTER_OF_AN_HOUR),
        accepted: sum('WebhooksAccepted', QUARTER_OF_AN_HOUR),
      },
      period: QUARTER_OF_AN_HOUR,
    }),
    threshold: 10,
    // An hour, because Purchasely's retries become rare.
    evaluationPeriods: 4,
    datapointsToAlarm: 1,
  };
}

function relayFailing(connection: string, sum: MetricsOf['sum']): AlarmDescription {
  return {
    name: 'relay-failing',
    of: connection,
    meaning:
      'The backend does not take webhooks: buyers may see an error, and Purchasely delays their later events',
    metric: new MathExpression({
      expression: 'redirected + refused + failed + unanswered',
      usingMetrics: {
        redirected: sum('RelayAnswered3xx', FIVE_MINUTES),
        refused: sum('RelayAnswered4xx', FIVE_MINUTES),
        failed: sum('RelayAnswered5xx', FIVE_MINUTES),
        unanswered: sum('RelayUnanswered', FIVE_MINUTES),
      },
      period: FIVE_MINUTES,
    }),
    threshold: 0,
    ...TWICE_IN_A_QUARTER_OF_AN_HOUR,
  };
}

function noWebhooks(connection: string, hours: number, sum: MetricsOf['sum']): AlarmDescription {
  return {
    name: 'no-webhooks',
    of: connection,
    meaning: `No webhook has been accepted for ${hours} h`,
    metric: sum('WebhooksAccepted', Duration.hours(1)),
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 1,
    evaluationPeriods: hours,
    datapointsToAlarm: hours,
    treatMissingData: TreatMissingData.BREACHING,
  };
}
