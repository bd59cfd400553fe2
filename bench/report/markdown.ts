import { markdownTable } from '../../tools/cli/base/words.ts';
import type { Table } from '../measure/benchmark.ts';
import { cellText, numberText } from './cells.ts';
import { verdictOf } from './describe.ts';
import type { Part, Report } from './report.ts';

/** The generated texts of docs/benchmarks.md, by name: `run`, `targets`, and one for each part. */
export function reportTexts(report: Report): Record<string, string> {
  return {
    run: runText(report),
    targets: targetsText(report),
    ...Object.fromEntries(report.parts.map((part) => [part.name, partText(part)])),
  };
}

function runText({ command, date, commit, machine, rounds }: Report): string {
  const { processor, cores, memoryGb, system, node } = machine;
  return (
    `\`${command}\` on ${date.slice(0, 10)}, at commit ${commit}: ${processor}, ${cores} cores, ${memoryGb} GB, ${system}, ` +
    `Node ${node}. Medians of ${rounds} rounds, the least and the most in brackets. All of it as JSON: ` +
    '[results.json](benchmarks/results.json).'
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
  ]);
}

function partText({ tables, charts }: Part): string {
  const images = charts.map(({ name, title }) => `![${title}](benchmarks/${name}.svg)`);
  return [...tables.map(tableText), ...images].join('\n\n');
}

function tableText({ title, note, columns, rows }: Table): string {
  const table = markdownTable([
    ['', ...columns.map((column) => column.title)],
    ...rows.map(({ name, cells }) => [name, ...columns.map(({ key }) => cellText(cells[key]))]),
  ]);
  return [`**${title}**`, ...(note === undefined ? [] : [note]), table].join('\n\n');
}
