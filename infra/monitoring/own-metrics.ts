import type { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS, METRICS_NAMESPACE, type MetricName } from '../../shared/metrics.ts';

export interface OwnMetricOptions {
  readonly period: Duration;
  /** Needed where both functions write it. */
  readonly service?: 'receive' | 'deliver';
  /** One value of a further dimension, such as `{ reason: 'signature-missing' }`. */
  readonly where?: Readonly<Record<string, string>>;
  readonly label?: string;
}

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

  /** A line for each value of a dimension that has come up. For dashboards: no alarm can watch a search. */
  each(name: MetricName, dimension: string, period: Duration): MathExpression {
    const schema = `{${METRICS_NAMESPACE},service,stage,${dimension}}`;
    const terms = `MetricName="${name}" stage="${this.#stage}"`;
    return new MathExpression({
      expression: `SEARCH('${schema} ${terms}', 'Sum', ${period.toSeconds()})`,
      period,
      label: `\${PROP('Dim.${dimension}')}`,
    });
  }
}
