import { readdirSync, readFileSync } from 'node:fs';
import { BENCHMARKS } from '../../../bench/benchmarks.ts';
import { reportTexts } from '../../../bench/report/markdown.ts';
import type { Report } from '../../../bench/report/report.ts';
import { withGenerated } from '../../../tools/docs/generated-text.ts';

const DOCS = new URL('../../../docs/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, DOCS), 'utf8');

const report = JSON.parse(read('benchmarks/results.json')) as Report;

test('docs/benchmarks.md shows what was measured (else: npm run bench -- --publish)', () => {
  expect(withGenerated(read('benchmarks.md'), reportTexts(report))).toBe(read('benchmarks.md'));
});

test('what was measured is all of it, with the rounds that a median needs', () => {
  expect(report.parts.map(({ name }) => name)).toEqual(BENCHMARKS.map(({ name }) => name));
  expect(report.isSmoke).toBe(false);
  expect(report.rounds).toBeGreaterThanOrEqual(5);
  expect(report.parts.flatMap(({ targets }) => targets.filter(({ measured }) => !measured))).toEqual([]);
});

test('docs/benchmarks has the charts of that run, and no others', () => {
  const charts = report.parts.flatMap((part) => part.charts.map(({ name }) => `${name}.svg`));

  expect(readdirSync(new URL('benchmarks', DOCS)).sort()).toEqual([...charts, 'results.json'].sort());
});
