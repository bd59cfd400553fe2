import { dashboardWidgets, propertiesOf } from '../../tools/docs/dashboard-widgets.ts';
import type { AlarmResource } from './evaluate-alarm.ts';

/** A metric that somebody looks at. */
export interface WatchedMetric {
  readonly namespace: string;
  readonly name: string;
  /** `*`: whatever values there are. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The alarms of a template, references as names. */
export function alarmsIn(template: unknown): AlarmResource[] {
  // CloudFormation's own schema, which the synthesis has checked.
  return propertiesOf(template, 'AWS::CloudWatch::Alarm') as unknown as AlarmResource[];
}

/** The metrics that alarms watch. */
export function alarmMetrics(template: unknown): WatchedMetric[] {
  return alarmsIn(template).flatMap((alarm) =>
    [alarm, ...(alarm.Metrics ?? []).map(({ MetricStat }) => MetricStat?.Metric ?? {})].flatMap(
      ({ Namespace: namespace, MetricName: name, Dimensions = [] }) =>
        namespace === undefined || name === undefined
          ? []
          : [
              {
                namespace,
                name,
                dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
              },
            ],
    ),
  );
}

const SEARCH = /^SEARCH\('\{([^}]+)\} MetricName="(\w+)" stage="([\w-]+)"', '\w+', \d+\)$/;

/** The metrics that the dashboard shows. */
export function dashboardMetrics(template: unknown): WatchedMetric[] {
  return dashboardWidgets(template)
    .flatMap(({ properties }) => properties.metrics ?? [])
    .map((metric) => {
      const last = metric.at(-1);
      const expression = typeof last === 'object' ? last.expression : undefined;
      if (expression !== undefined) return searched(expression);
      const [namespace = '', name = '', ...pairs] = metric.filter((part) => typeof part === 'string');
      const dimensions = Object.fromEntries(
        pairs.flatMap((dimension, index) => (index % 2 === 0 ? [[dimension, pairs[index + 1] ?? '']] : [])),
      );
      return { namespace, name, dimensions };
    });
}

function searched(expression: string): WatchedMetric {
  const [, schema, name, stage] = SEARCH.exec(expression) ?? [];
  if (schema === undefined || name === undefined || stage === undefined) {
    throw new Error(`cannot read ${expression}`);
  }
  const [namespace = '', ...dimensions] = schema.split(',');
  const any = dimensions.map((dimension) => [dimension, dimension === 'stage' ? stage : '*']);
  return { namespace, name, dimensions: Object.fromEntries(any) };
}

/** A metric as one text, values of dimensions left out: `EventsRetried by cause, service, stage`. */
export function shapeOf({ name, dimensions }: Omit<WatchedMetric, 'namespace'>): string {
  return `${name} by ${Object.keys(dimensions).sort().join(', ')}`;
}
