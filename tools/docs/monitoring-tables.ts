import { METRICS, type MetricDescription } from '../../shared/metrics.ts';
import { markdownTable } from '../cli/base/words.ts';

/** The generated texts of docs/architecture.md, by name. */
export function monitoringTexts(): Record<string, string> {
  return { metrics: metricsTable() };
}

function metricsTable(): string {
  const metrics: [string, MetricDescription][] = Object.entries(METRICS);
  return markdownTable([
    ['Metric', 'Written by', 'Unit', 'Further dimensions', 'What it counts or times'],
    ...metrics.map(([name, { services, unit, by, meaning }]) => [
      `\`${name}\``,
      services.map((service) => `\`${service}\``).join(', '),
      unit,
      by.map((dimensions) => dimensions.map((each) => `\`${each}\``).join(' and ') || 'none').join('; '),
      meaning,
    ]),
  ]).join('\n');
}
