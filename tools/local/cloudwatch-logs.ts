import { type Answer, type LocalServer, sendAnswer, serve } from '../track-api/http.ts';

/** Stands in for CloudWatch Logs, for functions that write to a log of the stage in addition to their own. */
export interface CloudWatchLogs extends LocalServer {
  /** Received events of all log groups, oldest first. */
  readonly lines: readonly { readonly logGroup: string; readonly message: string }[];
  /** Sets the answer to all further requests, whose events are not stored. `undefined` accepts events again. */
  refuseWith(answer: Answer | undefined): void;
}

interface PutLogEvents {
  readonly logGroupName: string;
  readonly logEvents: readonly { readonly message: string }[];
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export async function startCloudWatchLogs(): Promise<CloudWatchLogs> {
  const lines: { logGroup: string; message: string }[] = [];
  let refusal: Answer | undefined;
  const server = await serve(async ({ headers }, body, response) => {
    if (refusal === undefined && headers['x-amz-target'] === 'Logs_20140328.PutLogEvents') {
      const { logGroupName, logEvents } = JSON.parse(body.toString('utf8')) as PutLogEvents;
      lines.push(...logEvents.map(({ message }) => ({ logGroup: logGroupName, message })));
    }
    sendAnswer(response, refusal ?? { status: 200, body: {} });
  });
  return {
    ...server,
    lines,
    refuseWith(answer) {
      refusal = answer;
    },
  };
}
