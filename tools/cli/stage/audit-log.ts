import { randomUUID } from 'node:crypto';
import {
  type CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';

/**
 * Puts lines into the audit log of a stage, each command into a stream of its own.
 *
 * @param logGroupName `undefined` if the stack does not tell: it is older than the log
 * @returns throws if a line is not kept
 */
export function createAuditLog(
  logs: CloudWatchLogsClient,
  logGroupName: string | undefined,
): (line: string) => Promise<void> {
  const logStreamName = `${new Date().toISOString().slice(0, 10)}/${randomUUID()}`;
  let created: Promise<unknown> | undefined;
  return async (message) => {
    if (logGroupName === undefined)
      throw new Error('the stack has none: it was deployed by an older version');
    created ??= logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    await created;
    const logEvents = [{ timestamp: Date.now(), message }];
    const { rejectedLogEventsInfo } = await logs.send(
      new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }),
    );
    // Answered with 200 all the same: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
    if (rejectedLogEventsInfo !== undefined)
      throw new Error('CloudWatch refused its time: is the clock of this machine wrong?');
  };
}
