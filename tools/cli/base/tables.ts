import { fold, foldAt, startOf, WIDTH } from './fold.ts';

/** Returns the lines of a table. Each column is as wide as its widest cell. */
export function table(rows: readonly (readonly string[])[]): string[] {
  return tableRows(rows).flat();
}

/** Columns that a last cell needs to be folded beside the others. */
const MIN_ROOM = 28;

/** Returns the lines of each row of a table. A last cell that is too wide is folded in its column, or else below the row. */
export function tableRows(rows: readonly (readonly string[])[]): string[][] {
  const widths = rows.reduce<number[]>((widest, row) => {
    return row.map((cell, column) => Math.max(cell.length, widest[column] ?? 0));
  }, []);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const offset = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
  return rows.map((row) => {
    const whole = line(row);
    if (whole.length <= WIDTH) return [whole];
    const [first = ''] = row;
    const last = row.at(-1) ?? '';
    const longest = Math.max(MIN_ROOM, ...last.split(' ').map((word) => word.length));
    if (offset + longest <= WIDTH) return foldAt(whole, offset);
    return [...fold(line(row.slice(0, -1))), ...fold(' '.repeat(startOf(first) + 4) + last)];
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
