import { Match } from 'aws-cdk-lib/assertions';
import { synthesized } from './synthesized.ts';

test('one dead letter raises an alarm, hidden or not, whose description ends with its entry in the runbook', async () => {
  const counted = (name: string) =>
    Match.objectLike({
      MetricStat: {
        Metric: {
          Namespace: 'AWS/SQS',
          MetricName: name,
          Dimensions: [
            {
              Name: 'QueueName',
              Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^QueuesDeadLetters'), 'QueueName'] },
            },
          ],
        },
        Stat: 'Maximum',
        Period: 60,
      },
      ReturnData: false,
    });

  (await synthesized()).hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'PurchaselyCustomerio-test-dead-letters-not-empty',
    AlarmDescription: Match.stringLikeRegexp('docs/runbook\\.md#dead-letters-not-empty$'),
    Metrics: [
      Match.objectLike({ Expression: 'visible + notVisible', ReturnData: true }),
      counted('ApproximateNumberOfMessagesVisible'),
      counted('ApproximateNumberOfMessagesNotVisible'),
    ],
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    TreatMissingData: 'notBreaching',
  });
});
