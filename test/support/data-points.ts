import { isObject } from '../../shared/is-object.ts';

/** What CloudWatch has of one metric in one period. */
export interface DataPoint {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

/**
 * The metrics in lines of a function, as CloudWatch reads them: each one once for each set of dimensions.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function dataPointsIn(lines: readonly string[]): DataPoint[] {
  return lines.flatMap((line) => {
    const document: Record<string, unknown> = line.startsWith('{') ? JSON.parse(line) : {};
    const { _aws: root } = document;
    if (!isObject(root)) return [];
    const directives = root['CloudWatchMetrics'] as readonly Directive[];
    return directives.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Dimensions.flatMap((set) =>
        Metrics.map(({ Name }) => ({
          namespace: Namespace,
          name: Name,
          dimensions: Object.fromEntries(set.map((dimension) => [dimension, String(document[dimension])])),
          values: [document[Name]].flat().map(Number),
        })),
      ),
    );
  });
}

/** One number for a period; `undefined` if there is no value. */
export function statisticOf(values: readonly number[], statistic: string): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((one, other) => one - other);
  const percentile = /^p(\d+(?:\.\d+)?)$/.exec(statistic)?.[1];
  if (percentile !== undefined) return sorted[Math.ceil((Number(percentile) / 100) * sorted.length) - 1];
  const sum = values.reduce((total, value) => total + value, 0);
  switch (statistic) {
    case 'Sum':
      return sum;
    case 'SampleCount':
      return values.length;
    case 'Average':
      return sum / values.length;
    case 'Maximum':
      return sorted.at(-1);
    case 'Minimum':
      return sorted[0];
    default:
      throw new Error(`no such statistic here: ${statistic}`);
  }
}
