import type { SQSClient } from '@aws-sdk/client-sqs';

/** The two queues of a stage, for work on dead letters. */
export interface StageQueues {
  readonly sqs: SQSClient;
  readonly eventsQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  /**
   * Seconds that a receive waits before its "nothing" is believed. SQS spreads a queue over servers and only a long poll
   * asks all of them; the local queue is in one process.
   */
  readonly pollSeconds: number;
}
