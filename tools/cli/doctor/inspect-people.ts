import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { type Check, check, finding, notApplicable, ok, type Verdict } from '../base/checks.ts';
import type { Stage } from '../stage/stage.ts';

/** Checks the people table. */
export function inspectPeople(stage: Stage): Promise<Check> {
  return check('people table', async () => {
    const { dynamodb, peopleTable } = stage;
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: peopleTable }));
    const status = Table?.TableStatus ?? 'unknown';
    // The local table is in memory and needs no protection.
    if (stage.isLocal) return status === 'ACTIVE' ? ok('active') : notApplicable(status);
    const [backups, timeToLive] = await Promise.all([
      dynamodb.send(new DescribeContinuousBackupsCommand({ TableName: peopleTable })),
      dynamodb.send(new DescribeTimeToLiveCommand({ TableName: peopleTable })),
    ]);
    return judgePeopleTable(
      {
        status,
        isProtected: Table?.DeletionProtectionEnabled === true,
        isRecoverable:
          backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus ===
          'ENABLED',
        expires: timeToLive.TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED',
      },
      stage.config.people.deletionProtection,
      stage.howToDeploy,
    );
  });
}

/** State of the table at AWS. */
export interface PeopleTableFacts {
  readonly status: string;
  readonly isProtected: boolean;
  readonly isRecoverable: boolean;
  readonly expires: boolean;
}

export function judgePeopleTable(
  { status, isProtected, isRecoverable, expires }: PeopleTableFacts,
  shouldBeProtected: boolean,
  toDeploy: string,
): Verdict {
  if (status !== 'ACTIVE' && status !== 'UPDATING') {
    return finding(`it is ${status}: nothing is delivered`, 'docs/runbook.md#people-table-failing');
  }
  const missing = [
    ...(isRecoverable ? [] : ['point-in-time recovery']),
    ...(expires ? [] : ['time to live: people are never deleted']),
    ...(isProtected || !shouldBeProtected ? [] : ['deletion protection']),
  ];
  return missing.length === 0
    ? ok(`active, recoverable${isProtected ? ', protected from deletion' : ''}`)
    : finding(`it lacks ${missing.join('; ')}`, toDeploy);
}
