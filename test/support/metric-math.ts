/** The value of a time series at one moment; `undefined` where it has none. */
export type Value = number | undefined;

/** A series has gaps, a number has none: CloudWatch takes a gap for 0 only beside another series that has a value. */
type Term = { readonly isSeries: boolean; readonly value: Value };

const TOKEN = /\s*(\d+(?:\.\d+)?|[a-zA-Z_]\w*|[<>=!]=|[-+*/<>(),])/y;

/**
 * Evaluates an expression of CloudWatch metric math for one moment: arithmetic, comparisons and `IF`, gaps included.
 *
 * @param valueFor the value of a metric or another expression, by its id
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function evaluateExpression(expression: string, valueFor: (id: string) => Value): Value {
  const tokens = tokensOf(expression);
  const result = comparison();
  if (tokens.length > 0) throw new Error(`cannot read ${expression} from ${tokens[0]} on`);
  return result.value;

  function comparison(): Term {
    return operations(sum, ['>', '>=', '<', '<=', '==', '!=']);
  }
  function sum(): Term {
    return operations(product, ['+', '-']);
  }
  function product(): Term {
    return operations(atom, ['*', '/']);
  }
  function operations(operand: () => Term, operators: readonly string[]): Term {
    let left = operand();
    while (operators.includes(tokens[0] ?? '')) left = apply(take(), left, operand());
    return left;
  }
  function atom(): Term {
    const token = take();
    if (token === '(') return closing(comparison());
    if (/^\d/.test(token)) return { isSeries: false, value: Number(token) };
    if (token !== 'IF') return { isSeries: true, value: valueFor(token) };
    take('(');
    const condition = comparison();
    take(',');
    const whenTrue = comparison();
    take(',');
    return choose(condition, whenTrue, closing(comparison()));
  }
  function closing(term: Term): Term {
    take(')');
    return term;
  }
  function take(expected?: string): string {
    const token = tokens.shift();
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new Error(`cannot read ${expression}: expected ${expected ?? 'more'}`);
    }
    return token;
  }
}

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(expression); match !== null; match = TOKEN.exec(expression)) {
    tokens.push(match[1] ?? '');
  }
  return tokens;
}

const OPERATIONS: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '>': (left, right) => Number(left > right),
  '>=': (left, right) => Number(left >= right),
  '<': (left, right) => Number(left < right),
  '<=': (left, right) => Number(left <= right),
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
};

function apply(operator: string, left: Term, right: Term): Term {
  const isSeries = left.isSeries || right.isSeries;
  const hasValue = [left, right].some((term) => term.isSeries === isSeries && term.value !== undefined);
  if (!hasValue) return { isSeries, value: undefined };
  const value = OPERATIONS[operator]?.(left.value ?? 0, right.value ?? 0);
  return { isSeries, value: Number.isFinite(value) ? value : undefined }; // divided by zero, it is dropped
}

function choose(condition: Term, whenTrue: Term, whenFalse: Term): Term {
  if (condition.value === undefined) return { isSeries: true, value: undefined };
  return { isSeries: true, value: condition.value !== 0 ? (whenTrue.value ?? 0) : whenFalse.value };
}
