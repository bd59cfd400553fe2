import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import type { LocalStack } from '../local/local-stack.ts';
import type { Journal } from './journal.ts';

/** Ends the wait of every webhook that is to be tried again, as time would. @returns how many there were */
export async function retryNow(stack: LocalStack, { webhooks }: Journal): Promise<number> {
  const waiting = stack
    .messages('events')
    .filter(({ attributes }) => webhooks.get(attributes['request_id'] ?? '')?.state.kind === 'retrying')
    .flatMap(({ receiptHandle }) => (receiptHandle === undefined ? [] : [receiptHandle]));
  const ended = await Promise.allSettled(
    waiting.map((receiptHandle) =>
      stack.sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: stack.eventsQueueUrl,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: 0,
        }),
      ),
    ),
  );
  // One that has just come back by itself has no such handle any more.
  return ended.filter(({ status }) => status === 'fulfilled').length;
}
