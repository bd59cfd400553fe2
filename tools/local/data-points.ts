import { isObject } from '../../shared/is-object.ts';

/** The values of one metric in one period, as CloudWatch has them. */
export interface DataPoint {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

type Line = Readonly<Record<string, unknown>>;

/**
 * Returns the metrics in lines of the functions, as CloudWatch reads them: those that a line embeds, each once for each
 * set of dimensions, and those of the metric filters of the template.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 */
export function dataPointsIn(lines: readonly string[], template: unknown): DataPoint[] {
  const filters = filtersIn(template);
  return lines.flatMap((text) => {
    const line: Line = text.startsWith('{') ? JSON.parse(text) : {};
    return [...embeddedIn(line), ...filters.flatMap((filter) => countedBy(filter, line))];
  });
}

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

function embeddedIn(line: Line): DataPoint[] {
  const { _aws: root } = line;
  if (!isObject(root)) return [];
  const directives = root['CloudWatchMetrics'] as readonly Directive[];
  return directives.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((set) =>
      Metrics.map(({ Name }) => ({
        namespace: Namespace,
        name: Name,
        dimensions: Object.fromEntries(set.map((dimension) => [dimension, String(line[dimension])])),
        values: [line[Name]].flat().map(Number),
      })),
    ),
  );
}

/** A metric filter that counts lines in which a field has a number. */
interface Filter {
  readonly field: string;
  readonly number: number;
  readonly namespace: string;
  readonly name: string;
  /** Fields of the line, by dimension. */
  readonly dimensions: readonly (readonly [name: string, field: string])[];
}

function countedBy({ field, number, namespace, name, dimensions }: Filter, line: Line): DataPoint[] {
  if (line[field] !== number) return [];
  const values = dimensions.map(([dimension, from]) => [dimension, String(line[from])]);
  return [{ namespace, name, dimensions: Object.fromEntries(values), values: [1] }];
}

interface Resource {
  readonly Type: string;
  readonly Properties: {
    readonly FilterPattern: string;
    readonly MetricTransformations: readonly {
      readonly MetricNamespace: string;
      readonly MetricName: string;
      readonly MetricValue: string;
      readonly Dimensions: readonly { readonly Key: string; readonly Value: string }[];
    }[];
  };
}

function filtersIn(template: unknown): Filter[] {
  const { Resources } = template as { readonly Resources: Readonly<Record<string, Resource>> };
  const filters = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Logs::MetricFilter');
  return filters.flatMap(({ Properties }) => toFilters(Properties));
}

/** @throws for a filter of another kind than the connector has */
function toFilters({ FilterPattern, MetricTransformations }: Resource['Properties']): Filter[] {
  const [, field, number] = /^\{ \$\.(\w+) = (\d+) \}$/.exec(FilterPattern) ?? [];
  return MetricTransformations.map(({ MetricNamespace, MetricName, MetricValue, Dimensions }) => {
    if (field === undefined || MetricValue !== '1') throw new Error(`no such filter here: ${FilterPattern}`);
    return {
      field,
      number: Number(number),
      namespace: MetricNamespace,
      name: MetricName,
      dimensions: Dimensions.map(({ Key, Value }) => [Key, Value.replace('$.', '')]),
    };
  });
}
