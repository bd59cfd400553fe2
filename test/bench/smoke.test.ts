import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BENCHMARKS } from '../../bench/benchmarks.ts';
import type { Row, Table } from '../../bench/measure/benchmark.ts';
import type { Report } from '../../bench/report/report.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let report: Report;
/** Without the packages it compares with: `npm test` needs nothing but the product's own. */
beforeAll(async () => {
  const command = ['--import', 'tsx', 'bench/main.ts', '--smoke', '--no-peers', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: ROOT });
  report = JSON.parse(stdout);
});

/** What could not be measured is NaN, which JSON writes as null. */
const hasGap = ({ columns }: Table, { cells }: Row) =>
  columns.some(({ key }) => JSON.stringify(cells[key] ?? null).includes('null'));

test.each(BENCHMARKS)('npm run bench -- $name measures what its tables show', ({ name }) => {
  const { tables = [] } = report.parts.find((part) => part.name === name) ?? {};

  expect(tables.filter(({ rows }) => rows.length > 0)).not.toEqual([]);
  expect(tables.filter(({ rows }) => rows.length === 0)).toEqual([]);
  expect(tables.flatMap((table) => table.rows.filter((row) => hasGap(table, row)))).toEqual([]);
});
