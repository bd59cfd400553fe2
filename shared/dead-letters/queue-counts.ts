import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { StageQueues } from './stage-queues.ts';

/** Messages of a queue as SQS counts them, which may be a minute behind. */
export interface QueueCounts {
  /** Those with a delay included. */
  readonly waiting: number;
  /** Received and hidden: by a delivery, by its backoff, or by a command that looks. */
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
