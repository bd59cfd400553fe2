import { markdownTable } from '../../tools/cli/base/tables.ts';
import type { Table } from '../measure/benchmark.ts';
import { cellText, numberText } from './cells.ts';
import { verdictOf } from './describe.ts';
import type { Part, Report } from './report.ts';

/** Returns a report as one page: the run, the targets, and the tables and charts of each part. */
export function toMarkdown(report: Report): string {
  const parts = report.parts.map((part) => `## ${part.name}\n\n${partText(part)}`);
  return `${['# Benchmarks', runText(report), targetsText(report), ...parts].join('\n\n')}\n`;
}

function runText({ command, date, commit, machine, rounds }: Report): string {
  const { processor, cores, memoryGb, system, node } = machine;
  return (
    `\`${command}\` on ${date.slice(0, 10)}, at commit ${commit}: ${processor}, ${cores} cores, ${memoryGb} GB, ${system}, ` +
    `Node ${node}. Medians of ${rounds} rounds, the least and the most in brackets. All of it as JSON: [results.json](results.json).`
  );
}

function targetsText({ parts }: Report): string {
  const targets = parts.flatMap((part) => part.targets);
  return markdownTable([
    ['Figure', 'Wanted', 'Measured', ''],
    ...targets.map((target) => [
      target.figure,
      `${target.bound} ${numberText(target.limit)}`,
      cellText(target.measured),
      verdictOf(target),
    ]),
  ]).join('\n');
}

function partText({ tables, charts }: Part): string {
  const images = charts.map(({ name, title }) => `![${title}](${name}.svg)`);
  return [...tables.map(tableText), ...images].join('\n\n');
}

function tableText({ title, note, columns, rows }: Table): string {
  const table = markdownTable([
    ['', ...columns.map((column) => column.title)],
    ...rows.map(({ name, cells }) => [name, ...columns.map(({ key }) => cellText(cells[key]))]),
  ]).join('\n');
  return [`**${title}**`, ...(note === undefined ? [] : [note]), table].join('\n\n');
}
