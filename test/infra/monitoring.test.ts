import { Match } from 'aws-cdk-lib/assertions';
import { synthesized } from './synthesized.ts';

test('one dead letter raises an alarm, whose description ends with its entry in the runbook', async () => {
  (await synthesized()).hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'PurchaselyCustomerio-test-dead-letters-not-empty',
    AlarmDescription: Match.stringLikeRegexp('docs/runbook\\.md#dead-letters-not-empty$'),
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [
      {
        Name: 'QueueName',
        Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^QueuesDeadLetters'), 'QueueName'] },
      },
    ],
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    TreatMissingData: 'notBreaching',
  });
});
