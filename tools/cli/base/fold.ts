/** Columns of the terminal that output for people is made for. */
export const WIDTH = 80;

/** Breaks a text at spaces into lines of at most 80 columns, the later ones indented by two more. Long words stay whole. */
export function fold(text: string): string[] {
  return foldAt(text, startOf(text) + 2);
}

/** @param hanging columns that the later lines are indented by */
export function foldAt(text: string, hanging: number): string[] {
  const indent = ' '.repeat(hanging);
  const lines: string[] = [];
  let rest = text;
  for (let end = endOf(rest); end !== -1; end = endOf(rest)) {
    lines.push(rest.slice(0, end).trimEnd());
    rest = indent + rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

/** Returns how many columns a line is indented by. */
export const startOf = (line: string): number => line.search(/\S|$/);

/** Returns where to break a line that is too long: the last space that fits, or else the first. -1 if nowhere. */
function endOf(line: string): number {
  if (line.length <= WIDTH) return -1;
  const end = line.lastIndexOf(' ', WIDTH);
  return end > startOf(line) ? end : line.indexOf(' ', WIDTH);
}
