import { dataPointsIn } from '../../../tools/local/data-points.ts';

const NO_FILTER = { Resources: {} };

/** A template with one metric filter. */
const filtering = (FilterPattern: string, MetricValue = '1') => ({
  Resources: {
    Filter: {
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        FilterPattern,
        MetricTransformations: [
          {
            MetricNamespace: 'N',
            MetricName: 'Counted',
            MetricValue,
            Dimensions: [{ Key: 'by', Value: '$.who' }],
          },
        ],
      },
    },
  },
});

test('a line with two sets of dimensions is two metrics, and a list of numbers as many values', () => {
  const line = JSON.stringify({
    _aws: { CloudWatchMetrics: [{ Namespace: 'N', Dimensions: [['a'], ['b']], Metrics: [{ Name: 'M' }] }] },
    a: 'one',
    b: 'two',
    M: [1, 2],
  });

  expect(dataPointsIn(['', 'no JSON', '{"message":"no metric"}', line], NO_FILTER)).toEqual([
    { namespace: 'N', name: 'M', dimensions: { a: 'one' }, values: [1, 2] },
    { namespace: 'N', name: 'M', dimensions: { b: 'two' }, values: [1, 2] },
  ]);
});

test('a metric filter counts the lines that have its number, by the fields of its dimensions', () => {
  const lines = [{ x: 1, who: 'one' }, { x: 2, who: 'two' }, { x: '1' }, { who: 'three' }];
  const template = filtering('{ $.x = 1 }');

  expect(
    dataPointsIn(
      lines.map((line) => JSON.stringify(line)),
      template,
    ),
  ).toEqual([{ namespace: 'N', name: 'Counted', dimensions: { by: 'one' }, values: [1] }]);
});

test.each([filtering('{ $.x = "text" }'), filtering('{ $.x = 1 }', '$.y')])(
  'a filter that nothing here evaluates is an error',
  (template) => {
    expect(() => dataPointsIn([], template)).toThrow('no such filter here');
  },
);
