import type { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS, METRICS_NAMESPACE, type MetricName } from '../../shared/metrics.ts';

export interface OwnMetricOptions {
  readonly period: Duration;
  /** Required if both functions write the metric. */
  readonly service?: 'receive' | 'deliver';
  /** One value of a further dimension, such as `{ reason: 'signature-missing' }`. */
  readonly where?: Readonly<Record<string, string>>;
  readonly label?: string;
}

/** The metrics of one connection or workspace. */
export type MetricsOf = ReturnType<OwnMetrics['of']>;

/** The metrics that the functions of one stage write. */
export class OwnMetrics {
  readonly #stage: string;

  constructor(stage: string) {
    this.#stage = stage;
  }

  /** @param statistic such as `Sum` or `p99` */
  metric(name: MetricName, statistic: string, options: OwnMetricOptions): Metric {
    const { period, service = METRICS[name].services[0], where = {}, label } = options;
    return new Metric({
      namespace: METRICS_NAMESPACE,
      metricName: name,
      dimensionsMap: { service, stage: this.#stage, ...where },
      statistic,
      period,
      ...(label === undefined ? {} : { label }),
    });
  }

  /** Returns the metrics of one connection or workspace, by statistic. */
  of(where: Readonly<Record<string, string>>) {
    const by = (statistic: string) => (name: MetricName, period: Duration, label?: string) =>
      this.metric(name, statistic, { period, where, ...(label === undefined ? {} : { label }) });
    return {
      sum: by(Stats.SUM),
      count: by(Stats.SAMPLE_COUNT),
      most: by(Stats.MAXIMUM),
      p50: by(Stats.p(50)),
      p99: by(Stats.p(99)),
    };
  }

  /**
   * Returns a search with a line for all existing values of dimensions. For dashboards only, because an alarm cannot
   * use a search.
   */
  each(
    name: MetricName,
    dimensions: readonly string[],
    period: Duration,
    statistic: string = Stats.SUM,
  ): MathExpression {
    const schema = `{${METRICS_NAMESPACE},service,stage,${dimensions.join()}}`;
    const terms = `MetricName="${name}" stage="${this.#stage}"`;
    return new MathExpression({
      expression: `SEARCH('${schema} ${terms}', '${statistic}', ${period.toSeconds()})`,
      period,
      label: dimensions.map((dimension) => `\${PROP('Dim.${dimension}')}`).join(' '),
    });
  }
}
