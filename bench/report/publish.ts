import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawChart } from './draw-chart.ts';
import { toMarkdown } from './markdown.ts';
import type { Report } from './report.ts';

/** Git-ignored. Copy figures worth keeping into docs/benchmarks.md by hand. */
const DIRECTORY = fileURLToPath(new URL('../../.local/bench/', import.meta.url));

/** Writes the tables and charts of a report, and the whole report as JSON. @returns paths of the files */
export function publish(report: Report): string[] {
  const charts = report.parts.flatMap((part) => part.charts);
  const files = {
    'benchmarks.md': toMarkdown(report),
    'results.json': `${JSON.stringify(report, undefined, 2)}\n`,
    ...Object.fromEntries(charts.map((chart) => [`${chart.name}.svg`, drawChart(chart)])),
  };
  mkdirSync(DIRECTORY, { recursive: true });
  return Object.entries(files).map(([name, text]) => {
    writeFileSync(join(DIRECTORY, name), text);
    return `.local/bench/${name}`;
  });
}
