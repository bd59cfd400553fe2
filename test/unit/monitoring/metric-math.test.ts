import { type AlarmResource, isOn } from '../../support/evaluate-alarm.ts';
import { evaluateExpression, type Value } from '../../support/metric-math.ts';
import { statisticOf } from '../../support/statistic-of.ts';

const evaluate = (expression: string, values: Readonly<Record<string, Value>>) =>
  evaluateExpression(expression, (id) => values[id]);
const _ = undefined;

// The tables of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
test.each([
  {
    expression: 'metric1 < metric2',
    metric1: [30, 20, 0, 0],
    metric2: [20, _, 20, _],
    metric3: [],
    gives: [0, 0, 1, 0],
  },
  { expression: 'metric1 >= 30', metric1: [30, 20, 0, 0], metric2: [], metric3: [], gives: [1, 0, 0, 0] },
  {
    expression: 'IF(metric1, metric2, metric3)',
    metric1: [1, 1, 0, 0, _],
    metric2: [30, _, 0, 0, 30],
    metric3: [0, 0, 20, _, 20],
    gives: [30, 0, 20, _, _],
  },
  {
    expression: 'IF(metric1, metric2, 5)',
    metric1: [1, 1, 0, 0, _],
    metric2: [30, _, 0, 0, 30],
    metric3: [],
    gives: [30, 0, 5, 5, _],
  },
  {
    expression: 'metric1 + metric2',
    metric1: [1, _, 3, _],
    metric2: [2, 2, _, _],
    metric3: [],
    gives: [3, 2, 3, _],
  },
  {
    expression: '100 * metric1 / metric2',
    metric1: [1, 1, _],
    metric2: [4, 0, _],
    metric3: [],
    gives: [25, _, _],
  },
])('metric math: $expression', ({ expression, metric1, metric2, metric3, gives }) => {
  const results = gives.map((_value, index) =>
    evaluate(expression, { metric1: metric1[index], metric2: metric2[index], metric3: metric3[index] }),
  );

  expect(results).toEqual(gives);
});

test.each(['1 +', 'IF(a, b)', '(a', 'a b', 'SEARCH(a)'])(
  'metric math that cannot be read is no number: %s',
  (text) => {
    expect(() => evaluate(text, { a: 1, b: 1 })).toThrow('cannot read');
  },
);

test.each([
  { statistic: 'Sum', gives: 10 },
  { statistic: 'SampleCount', gives: 4 },
  { statistic: 'Average', gives: 2.5 },
  { statistic: 'Maximum', gives: 4 },
  { statistic: 'Minimum', gives: 1 },
  { statistic: 'p50', gives: 2 },
  { statistic: 'p99', gives: 4 },
])('the $statistic of 3, 1, 4 and 2 is $gives', ({ statistic, gives }) => {
  expect(statisticOf([3, 1, 4, 2], statistic)).toBe(gives);
});

describe('an alarm', () => {
  const alarm: AlarmResource = {
    AlarmName: 'two-of-three',
    Namespace: 'N',
    MetricName: 'M',
    Dimensions: [{ Name: 'a', Value: 'one' }],
    Statistic: 'Sum',
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 1,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    TreatMissingData: 'notBreaching',
  };
  const point = (value: number, dimensions: Record<string, string> = { a: 'one' }) => [
    { namespace: 'N', name: 'M', dimensions, values: [value] },
  ];

  test.each([
    { what: 'no data at all', periods: [], on: false },
    { what: 'one bad period', periods: [point(2)], on: false },
    { what: 'two in a row', periods: [point(2), point(2)], on: true },
    { what: 'two with one between', periods: [point(2), [], point(2)], on: true },
    { what: 'one that is too long ago', periods: [point(2), [], [], point(2)], on: false },
    { what: 'the threshold itself', periods: [point(1), point(1)], on: false },
    { what: 'another dimension', periods: [point(2, { a: 'two' }), point(2, { a: 'two' })], on: false },
    {
      what: 'one dimension more',
      periods: [point(2, { a: 'one', b: 'x' }), point(2, { a: 'one', b: 'x' })],
      on: false,
    },
  ])('for two of three periods is on: $on, with $what', ({ periods, on }) => {
    expect(isOn(alarm, periods)).toBe(on);
  });

  test.each([
    { treat: 'breaching', on: true },
    { treat: 'notBreaching', on: false },
  ])('that takes silence for $treat is on: $on', ({ treat, on }) => {
    expect(isOn({ ...alarm, TreatMissingData: treat }, [])).toBe(on);
  });
});
