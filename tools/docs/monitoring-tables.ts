import { METRICS, type MetricDescription } from '../../shared/metrics.ts';
import { markdownTable } from '../cli/base/tables.ts';

/** Returns the generated texts of docs/architecture.md, by name. */
export function monitoringTexts(): Record<string, string> {
  return { metrics: metricsTables() };
}

/** Returns a table for each function. */
function metricsTables(): string {
  return (['receive', 'deliver'] as const).map((service) => metricsTable(service).join('\n')).join('\n\n');
}

function metricsTable(service: 'receive' | 'deliver'): string[] {
  const metrics: [string, MetricDescription][] = Object.entries(METRICS);
  const written = metrics.filter(([, { services }]) => services.includes(service));
  const rows = [...Map.groupBy(written, ([, { meaning }]) => meaning)];
  return markdownTable([
    [`Metric of \`${service}\``, 'By', 'Meaning'],
    ...rows.map(([meaning, alike]) => [
      alike.map(([name, { unit }]) => `\`${name}\`${UNITS[unit]}`).join(', '),
      [...new Set(alike.map(([, { by }]) => dimensionsIn(by)))].join(),
      meaning,
    ]),
  ]);
}

const UNITS: Record<MetricDescription['unit'], string> = {
  Count: '',
  Milliseconds: ' (ms)',
  Seconds: ' (s)',
};

function dimensionsIn(by: MetricDescription['by']): string {
  return by.map((set) => set.map((each) => `\`${each}\``).join(' and ')).join('; ');
}
