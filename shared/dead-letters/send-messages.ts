import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { SQS_MAX_ENTRIES } from '../messages/timing.ts';
import type { SqsAttributes } from './dead-letter.ts';

export interface OutgoingMessage {
  readonly body: string;
  readonly attributes: SqsAttributes;
}

/**
 * Maximum bytes of all messages in one call of SQS. @see
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
const MAX_CALL_BYTES = 1_048_576;

/** Groups messages into calls within the limits of SQS, in order. */
export function packMessages<Packed extends OutgoingMessage>(
  messages: Iterable<Packed>,
  maxEntries: number = SQS_MAX_ENTRIES,
): Packed[][] {
  const calls: Packed[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = sizeOf(message);
    const call = calls.at(-1);
    if (call === undefined || call.length >= maxEntries || bytes + size > MAX_CALL_BYTES) {
      calls.push([message]);
      bytes = size;
    } else {
      call.push(message);
      bytes += size;
    }
  }
  return calls;
}

/** Returns the size of a message as SQS counts it: the body, and name, type and value of each attribute. */
export function sizeOf({ body, attributes }: OutgoingMessage): number {
  const sizes = Object.entries(attributes).map(
    ([name, { DataType = '', StringValue = '', BinaryValue }]) =>
      Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.byteLength ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, Buffer.byteLength(body));
}

/**
 * Sends messages in one call.
 *
 * @returns the messages that SQS has confirmed
 * @throws if it is unknown whether SQS has stored them
 */
export async function sendMessages<Sent extends OutgoingMessage>(
  sqs: SQSClient,
  queueUrl: string,
  messages: readonly Sent[],
): Promise<Sent[]> {
  const { Successful = [] } = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: messages.map(({ body, attributes }, index) => ({
        Id: String(index),
        MessageBody: body,
        MessageAttributes: { ...attributes },
      })),
    }),
  );
  const confirmed = new Set(Successful.map(({ Id }) => Id));
  return messages.filter((_, index) => confirmed.has(String(index)));
}
