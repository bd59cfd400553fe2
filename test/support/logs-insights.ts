import { isObject } from '../../shared/is-object.ts';

type Fields = Readonly<Record<string, unknown>>;
type Test = (line: string, fields: Fields) => boolean;

/** Lines of JSON that the filters of a saved query let through, parsed. */
export function found(query: string, lines: readonly string[]): Record<string, unknown>[] {
  const tests = commandsOf(query, 'filter').map(parseFilter);
  return lines
    .filter((line) => line.startsWith('{'))
    .map((line) => ({ line, parsed: JSON.parse(line) as Record<string, unknown> }))
    .filter(({ line, parsed }) => {
      const fields = flatten(parsed);
      return tests.every((test) => test(line, fields));
    })
    .map(({ parsed }) => parsed);
}

/** What `fields` of a saved query shows of a line: names that begin with `@` are CloudWatch's own and left out. */
export function shown(query: string, line: object): Record<string, unknown> {
  const fields = flatten(line);
  const columns = commandsOf(query, 'fields').flatMap((list) => list.split(/, (?![^(]*\))/));
  return Object.fromEntries(
    columns.flatMap((column) => {
      const [source = '', name = source] = column.split(' as ');
      const [, list = source] = /^coalesce\((.*)\)$/.exec(source) ?? [];
      const value = list
        .split(', ')
        .map((each) => fields[each])
        .find((each) => each !== undefined);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** What follows a word in each command of a query that begins with it. */
function commandsOf(query: string, word: string): string[] {
  return query
    .split(/^\| /m)
    .map((command) => command.trim())
    .filter((command) => command.startsWith(`${word} `))
    .map((command) => command.slice(word.length + 1));
}

/** As CloudWatch finds them: the fields of an object in an object have its name before theirs. */
function flatten(object: object, path = ''): Fields {
  return Object.fromEntries(
    Object.entries(object).flatMap(([name, value]) =>
      isObject(value) ? Object.entries(flatten(value, `${path}${name}.`)) : [[`${path}${name}`, value]],
    ),
  );
}

/** One level of parentheses, `or` between them, and `and` inside. @throws if there is more than that in it */
function parseFilter(filter: string): Test {
  const alternatives = filter.split(/ or (?![^(]*\))/).map((each) =>
    each
      .replace(/^\((.*)\)$/, '$1')
      .split(' and ')
      .map(parseComparison),
  );
  return (line, fields) => alternatives.some((tests) => tests.every((test) => test(line, fields)));
}

function parseComparison(text: string): Test {
  const [, present] = /^ispresent\((\S+)\)$/.exec(text) ?? [];
  if (present !== undefined) return (_, fields) => fields[present] !== undefined;
  const [, name = '', operator, operand = ''] = /^(\S+) (=|in|like) (["[].*["\]])$/.exec(text) ?? [];
  if (operator === undefined) throw new Error(`this evaluator does not know: ${text}`);
  const values = [JSON.parse(operand)].flat();
  if (operator === 'like')
    return (line, fields) => (name === '@message' ? line : String(fields[name])).includes(values[0]);
  return (_, fields) => values.includes(fields[name]);
}
