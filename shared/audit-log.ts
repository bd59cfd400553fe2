import { randomUUID } from 'node:crypto';
import {
  type CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';

/** One action of an engineer on dead letters or a stage, or one look at masked data. */
export interface AuditEntry {
  readonly command: string;
  /** `begins` and `reveals` come before the first message is touched or shown: no crash can keep them out of the log. */
  readonly what: 'begins' | 'ends' | 'reveals';
  readonly filter?: Readonly<Record<string, unknown>>;
  /** How many; left out where it is about no message. */
  readonly messages?: number;
}

/** User, action and time: one line of JSON. */
export function toAuditLine(who: string, stage: string, entry: AuditEntry): string {
  const { command, what, filter = {}, messages } = entry;
  return JSON.stringify({ at: new Date().toISOString(), who, stage, command, what, filter, messages });
}

/**
 * Puts lines into the audit log of a stage, each command into its own stream.
 *
 * @param logGroupName `undefined` if the stack has no such output: it is older than the log
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
