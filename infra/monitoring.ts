import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface MonitoringProps {
  readonly deadLetterQueue: IQueue;
}

/** The alarms. Each is named like its entry in the runbook, and its description ends with the way there. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, { deadLetterQueue }: MonitoringProps) {
    super(scope, id);
    new Alarm(this, 'DeadLettersNotEmpty', {
      alarmName: `${Stack.of(this).stackName}-dead-letters-not-empty`,
      alarmDescription:
        'Customer.io did not take these events, and no one but you will try again: docs/runbook.md#dead-letters-not-empty',
      // Those that somebody is looking at are hidden meanwhile, and no less there.
      metric: deadLetterQueue.metricApproximateNumberOfMessagesOutstanding({
        statistic: Stats.MAXIMUM,
        period: Duration.minutes(1),
      }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: 0,
      evaluationPeriods: 1,
      // SQS stops reporting a queue that has been empty and unused for hours.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
