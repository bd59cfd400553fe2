import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { StageQueues } from './stage-queues.ts';

/** Message counts of a queue by SQS, which may be a minute late. */
export interface QueueCounts {
  /** Visible and delayed messages. */
  readonly waiting: number;
  /** Hidden messages: in a delivery, in backoff, or received by a command. */
  readonly inFlight: number;
}

export async function countMessages(
  { sqs }: Pick<StageQueues, 'sqs'>,
  queueUrl: string,
): Promise<QueueCounts> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesDelayed',
        'ApproximateNumberOfMessagesNotVisible',
      ],
    }),
  );
  const count = (name: keyof typeof Attributes) => Number(Attributes[name] ?? 0);
  return {
    waiting: count('ApproximateNumberOfMessages') + count('ApproximateNumberOfMessagesDelayed'),
    inFlight: count('ApproximateNumberOfMessagesNotVisible'),
  };
}
