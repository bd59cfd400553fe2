import { Duration } from 'aws-cdk-lib';
import type { AlarmProps, IMetric } from 'aws-cdk-lib/aws-cloudwatch';

/** An alarm. By default it goes off above its threshold, and missing data counts as OK. */
export interface AlarmDescription
  extends Pick<AlarmProps, 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm'>,
    Partial<Pick<AlarmProps, 'comparisonOperator' | 'treatMissingData'>> {
  /** Its name after the prefix, and the heading of its entry in the runbook. */
  readonly name: string;
  /** Its connection or workspace, such as `cinema/PRODUCTION`: each has a separate alarm. */
  readonly of?: string;
  /** The event, for its description in CloudWatch and in notifications. ASCII, one sentence without a full stop. */
  readonly meaning: string;
  readonly metric: IMetric;
}

export const ONE_MINUTE = Duration.minutes(1);
export const FIVE_MINUTES = Duration.minutes(5);
export const QUARTER_OF_AN_HOUR = Duration.minutes(15);

/** A single bad period raises no alarm; a second one within a quarter of an hour does. */
export const TWICE_IN_A_QUARTER_OF_AN_HOUR = { evaluationPeriods: 3, datapointsToAlarm: 2 };
