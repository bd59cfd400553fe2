import type { SQSClient } from '@aws-sdk/client-sqs';

/** The two queues of a stage, for work on dead letters. */
export interface StageQueues {
  readonly sqs: SQSClient;
  readonly eventsQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  /**
   * Seconds of the long poll that confirms an empty queue. SQS distributes a queue over servers, and only a long poll
   * asks all of them. The local queue is in one process.
   */
  readonly pollSeconds: number;
}
