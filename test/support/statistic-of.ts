/** One number for a period; `undefined` if there is no value. */
export function statisticOf(values: readonly number[], statistic: string): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((one, other) => one - other);
  const percentile = /^p(\d+(?:\.\d+)?)$/.exec(statistic)?.[1];
  if (percentile !== undefined) return sorted[Math.ceil((Number(percentile) / 100) * sorted.length) - 1];
  const sum = values.reduce((total, value) => total + value, 0);
  switch (statistic) {
    case 'Sum':
      return sum;
    case 'SampleCount':
      return values.length;
    case 'Average':
      return sum / values.length;
    case 'Maximum':
      return sorted.at(-1);
    case 'Minimum':
      return sorted[0];
    default:
      throw new Error(`no such statistic here: ${statistic}`);
  }
}
