import { createHash } from 'node:crypto';
import type { WebhookMessage } from '../../shared/messages/webhook-message.ts';

/** A queue that gets a copy of each webhook, as `SendMessage` names it. */
export interface CopyQueue {
  /** Its name, which logs and metrics call it by. */
  readonly name: string;
  readonly url: string;
  readonly isFifo: boolean;
}

/**
 * The queue of an ARN, at the SQS of the events queue: `receive` calls that of its region only, and in the local run it is a
 * stand-in.
 */
export function copyQueueOf(arn: string, eventsQueueUrl: string): CopyQueue {
  const [account = '', name = ''] = arn.split(':').slice(4);
  return { name, url: new URL(`/${account}/${name}`, eventsQueueUrl).href, isFifo: name.endsWith('.fifo') };
}

/**
 * Attributes of a FIFO queue: the webhooks of one buyer are a group, in order; SQS ignores the same body for five minutes.
 * Both are hashes, so that no person is named outside the body.
 */
export function fifoFields(
  { body }: WebhookMessage,
  webhook: Readonly<Record<string, unknown>>,
): { readonly MessageGroupId: string; readonly MessageDeduplicationId: string } {
  const { user_id, anonymous_user_id } = webhook;
  return {
    MessageGroupId: hashOf(JSON.stringify(user_id ?? anonymous_user_id ?? null)),
    MessageDeduplicationId: hashOf(body),
  };
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
