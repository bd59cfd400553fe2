import { fold, WIDTH } from './fold.ts';

/** Returns the lines of a table. Each column is as wide as its widest cell. */
export function table(rows: readonly (readonly string[])[]): string[] {
  return tableRows(rows).flat();
}

/** Returns the lines of each row of a table. A last cell that does not fit beside the others stands below them. */
export function tableRows(rows: readonly (readonly string[])[]): string[][] {
  const widths = rows.reduce<number[]>((widest, row) => {
    return row.map((cell, column) => Math.max(cell.length, widest[column] ?? 0));
  }, []);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.map((row) => {
    const [first = ''] = row;
    const whole = line(row);
    if (whole.length <= WIDTH) return [whole];
    const indent = ' '.repeat(first.search(/\S|$/) + 4);
    return [...fold(line(row.slice(0, -1))), ...fold(indent + row.at(-1))];
  });
}

/** Returns the lines of a Markdown table. The first row is the head. */
export function markdownTable(rows: readonly (readonly string[])[]): string[] {
  const [head = [], ...body] = rows;
  return [head, head.map(() => '---'), ...body].map(markdownRow);
}

function markdownRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
