import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withGenerated } from '../../tools/docs/generated-text.ts';
import { drawChart } from './draw-chart.ts';
import { reportTexts } from './markdown.ts';
import type { Report } from './report.ts';

const pathOf = (name: string) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));

/** Writes a run into the documentation: its tables, its charts, and all of it as JSON. @returns paths of the files */
export async function publish(report: Report): Promise<string[]> {
  mkdirSync(pathOf('benchmarks'), { recursive: true });
  const charts = report.parts.flatMap(({ charts }) => charts);
  const files = {
    'benchmarks.md': withGenerated(readFileSync(pathOf('benchmarks.md'), 'utf8'), reportTexts(report)),
    'benchmarks/results.json': `${JSON.stringify(report, undefined, 2)}\n`,
    ...Object.fromEntries(charts.map((chart) => [`benchmarks/${chart.name}.svg`, drawChart(chart)])),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(pathOf(name), text);
  return Object.keys(files).map((name) => `docs/${name}`);
}
