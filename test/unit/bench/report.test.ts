import type { Target } from '../../../bench/measure/benchmark.ts';
import { figureOf } from '../../../bench/measure/figure.ts';
import { cellText, numberText } from '../../../bench/report/cells.ts';
import { describeReport } from '../../../bench/report/describe.ts';
import type { Report } from '../../../bench/report/report.ts';

test.each([
  [0.012345, '0.0123'],
  [1.5, '1.5'],
  [99.96, '100'],
  [1234.5, '1,235'],
  [0, '0'],
])('%d is shown as %s', (value, text) => {
  expect(numberText(value)).toBe(text);
});

test.each([
  { cell: figureOf([1, 2, 4]), text: '2 (1–4)' },
  { cell: figureOf([3]), text: '3' },
  { cell: 0.02, text: '0.02' },
  { cell: 'counted twice', text: 'counted twice' },
  { cell: undefined, text: '' },
])('a cell shows $text', ({ cell, text }) => {
  expect(cellText(cell)).toBe(text);
});

const target = (bound: Target['bound'], values: readonly number[]): Target => ({
  figure: 'CPU per event',
  bound,
  limit: 2,
  measured: values.length === 0 ? undefined : figureOf(values),
});

test.each([
  { target: target('at most', [1, 2, 9]), line: 'reached     CPU per event: 2 (1–9), wanted at most 2' },
  { target: target('at most', [3, 3, 1]), line: 'not reached CPU per event: 3 (1–3), wanted at most 2' },
  { target: target('at least', [1, 1, 1]), line: 'not reached CPU per event: 1, wanted at least 2' },
  { target: target('at least', []), line: 'not measured CPU per event: –, wanted at least 2' },
])('a report says: $line', ({ target, line }) => {
  const report: Report = {
    command: 'npm run bench -- --rounds 3',
    date: '2026-01-02T03:04:05.000Z',
    commit: 'abc1234',
    machine: { system: 'linux x64', processor: 'a processor', cores: 2, memoryGb: 4, node: 'v24.0.0' },
    rounds: 3,
    isSmoke: false,
    parts: [{ name: 'deliver', seconds: 1, tables: [], targets: [target], charts: [] }],
  };

  expect(describeReport(report).split('\n')).toContain(line);
});
