import {
  type CloudWatchClient,
  type MetricAlarm,
  paginateDescribeAlarms,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import { METRICS_NAMESPACE } from '../../../shared/metrics.ts';
import type { Counted } from './stage.ts';

const HOUR_MS = 3_600_000;
const PERIOD_SECONDS = 300;

/** Dimensions of metrics of a connection or workspace, in addition to stage and service. */
const DIMENSIONS = [['connection'], ['workspace'], ['workspace', 'cause']] as const;

/** Separates the parts of a label. Values of dimensions have no line breaks. */
const SEPARATOR = '\n';

/** Resources with AWS's metrics of the requests of a stage. */
export interface FrontDoor {
  readonly apiId: string;
  readonly receiveFunction: string;
}

/** Returns a query of an AWS metric. `id` is its name here. */
function ofAws(id: string, service: string, MetricName: string, dimension: string, Value: string) {
  return {
    Id: id,
    Label: id,
    MetricStat: {
      Metric: { Namespace: `AWS/${service}`, MetricName, Dimensions: [{ Name: dimension, Value }] },
      Period: PERIOD_SECONDS,
      Stat: 'Sum',
    },
  };
}

/**
 * Returns the counts of the last hour: those of the functions for each connection and workspace, and those of AWS for
 * all requests (`requests` to API Gateway, `received` by `receive`).
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
export async function countedLastHour(
  cloudWatch: CloudWatchClient,
  stage: string,
  frontDoor: FrontDoor,
): Promise<Counted[]> {
  const now = Date.now();
  const pages = paginateGetMetricData(
    { client: cloudWatch },
    {
      StartTime: new Date(now - HOUR_MS),
      EndTime: new Date(now),
      MetricDataQueries: [
        ...DIMENSIONS.map((dimensions, index) => ({
          Id: `by${index}`,
          Expression: `SEARCH('{${METRICS_NAMESPACE},service,stage,${dimensions.join()}} stage="${stage}"', 'Sum', ${PERIOD_SECONDS})`,
          Label: [property('MetricName'), ...dimensions.map((each) => property(`Dim.${each}`))].join(
            SEPARATOR,
          ),
        })),
        ofAws('requests', 'ApiGateway', 'Count', 'ApiId', frontDoor.apiId),
        ofAws('received', 'Lambda', 'Invocations', 'FunctionName', frontDoor.receiveFunction),
      ],
    },
  );
  const counted: Counted[] = [];
  for await (const { MetricDataResults = [] } of pages) {
    for (const { Id = '', Label = '', Values = [] } of MetricDataResults) {
      const [metric = '', ...values] = Label.split(SEPARATOR);
      const dimensions = DIMENSIONS[Number(Id.slice(2))] ?? [];
      counted.push({
        metric,
        ...Object.fromEntries(dimensions.map((dimension, index) => [dimension, values[index]])),
        sum: Values.reduce((total, value) => total + value, 0),
      });
    }
  }
  return counted;
}

/** Returns CloudWatch's placeholder for a label. */
function property(name: string): string {
  return `\${PROP('${name}')}`;
}

/** Returns the alarms of a connector that are on, without the common prefix of their names. */
export async function alarmsOn(cloudWatch: CloudWatchClient, name: string): Promise<string[]> {
  const prefix = `${name}-`;
  const pages = paginateDescribeAlarms(
    { client: cloudWatch },
    { AlarmNamePrefix: prefix, StateValue: 'ALARM', AlarmTypes: ['MetricAlarm'] },
  );
  const names: string[] = [];
  for await (const { MetricAlarms = [] } of pages) {
    names.push(...MetricAlarms.flatMap((alarm) => ownNameOf(alarm, prefix) ?? []));
  }
  return names;
}

/**
 * Returns the name of an alarm after its prefix. The runbook entry at the end of its description distinguishes alarms
 * of `prod` from those of `prod-eu`.
 */
function ownNameOf(
  { AlarmName = '', AlarmDescription = '' }: MetricAlarm,
  prefix: string,
): string | undefined {
  const ownName = AlarmName.slice(prefix.length);
  const [, entry = ''] = AlarmDescription.match(/#([a-z-]+)$/) ?? [];
  return ownName.startsWith(entry) ? ownName : undefined;
}
