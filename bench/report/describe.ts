import { isReached, type Table, type Target } from '../measure/benchmark.ts';
import { cellText, numberText } from './cells.ts';
import type { Part, Report } from './report.ts';

/** Returns a report as text for a terminal. */
export function describeReport(report: Report): string {
  const { machine, rounds, date, command, commit, isSmoke } = report;
  return [
    `${command}, ${date.slice(0, 10)}, commit ${commit}`,
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}`,
    isSmoke
      ? 'A smoke run: the figures mean nothing.'
      : `Medians of ${rounds} rounds, the least and the most in brackets.`,
    ...report.parts.map((part) => describePart(part, isSmoke)),
  ].join('\n');
}

/** Describes a part of a report. A smoke run has no targets, because its figures mean nothing. */
function describePart({ name, seconds, tables, targets }: Part, isSmoke: boolean): string {
  return [
    `\n== ${name} (${seconds} s)`,
    ...tables.map(describeTable),
    ...(isSmoke ? [] : targets.map(describeTarget)),
  ].join('\n');
}

function describeTable({ title, note, columns, rows }: Table): string {
  const lines = [
    ['', ...columns.map((column) => column.title)],
    ...rows.map(({ name, cells }) => [name, ...columns.map(({ key }) => cellText(cells[key]))]),
  ];
  const widths =
    lines[0]?.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0))) ?? [];
  const text = lines.map((line) =>
    line
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return ['', title, ...(note === undefined ? [] : [note]), ...text, ''].join('\n');
}

/** For example `reached  deliver, CPU per event: 0.31, wanted at most 0.333`. */
function describeTarget(target: Target): string {
  const { figure, bound, limit, measured } = target;
  const wanted = `wanted ${bound} ${numberText(limit)}`;
  return `${verdictOf(target).padEnd(11)} ${figure}: ${cellText(measured) || '–'}, ${wanted}`;
}

export function verdictOf(target: Target): 'reached' | 'not reached' | 'not measured' {
  const reached = isReached(target);
  return reached === undefined ? 'not measured' : reached ? 'reached' : 'not reached';
}
