import type { DataPoint } from '../../tools/local/data-points.ts';
import { evaluateExpression, type Value } from './metric-math.ts';
import { statisticOf } from './statistic-of.ts';

/** Properties of `AWS::CloudWatch::Alarm`, its dimensions resolved to text. */
export interface AlarmResource extends MetricReference {
  readonly AlarmName: string;
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  /** Seconds. */
  readonly Period?: number;
  readonly Metrics?: readonly MetricQuery[];
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly TreatMissingData: string;
}

interface MetricReference {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

interface MetricQuery {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: { readonly Metric: MetricReference; readonly Stat: string; readonly Period: number };
  readonly ReturnData?: boolean;
}

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

/**
 * Whether an alarm is on after these periods, the newest last, each with all there is of any metric. Earlier periods have
 * no data.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarm-evaluation
 */
export function isOn(alarm: AlarmResource, periods: readonly (readonly DataPoint[])[]): boolean {
  const compare = COMPARISONS[alarm.ComparisonOperator];
  if (compare === undefined) throw new Error(`${alarm.AlarmName}: no such comparison here`);
  const window = Array.from(
    { length: alarm.EvaluationPeriods },
    (_, index) => periods[periods.length - 1 - index] ?? [],
  );
  const breaching = window.filter((data) => {
    const value = valueIn(alarm, data);
    return value === undefined ? alarm.TreatMissingData === 'breaching' : compare(value, alarm.Threshold);
  });
  return breaching.length >= alarm.DatapointsToAlarm;
}

function valueIn(alarm: AlarmResource, data: readonly DataPoint[]): Value {
  const { Metrics: queries } = alarm;
  if (queries === undefined) {
    return measure(alarm, alarm.Statistic ?? alarm.ExtendedStatistic ?? '', data);
  }
  const valueFor = (id: string): Value => {
    const query = queries.find(({ Id }) => Id === id);
    if (query?.MetricStat !== undefined) return measure(query.MetricStat.Metric, query.MetricStat.Stat, data);
    if (query?.Expression !== undefined) return evaluateExpression(query.Expression, valueFor);
    throw new Error(`${alarm.AlarmName}: nothing has the id ${id}`);
  };
  return valueFor(queries.find(({ ReturnData }) => ReturnData === true)?.Id ?? '');
}

function measure(metric: MetricReference, statistic: string, data: readonly DataPoint[]): Value {
  const wanted = (metric.Dimensions ?? []).map(({ Name, Value }) => `${Name}=${Value}`).sort();
  const values = data
    .filter(({ namespace, name }) => namespace === metric.Namespace && name === metric.MetricName)
    .filter(({ dimensions }) => {
      const has = Object.entries(dimensions).map(([name, value]) => `${name}=${value}`);
      return has.sort().join() === wanted.join();
    })
    .flatMap((point) => point.values);
  return statisticOf(values, statistic);
}
