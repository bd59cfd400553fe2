import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { toSqsAttributes } from '../../shared/messages/sqs-attributes.ts';
import type { MessageAttributes } from '../../shared/messages/webhook-message.ts';
import { CONNECTION } from './config.ts';
import type { StreamedWebhook } from './webhooks.ts';

const QUEUE_ARN = 'arn:aws:sqs:eu-west-1:123456789012:events';
/** Time from an event to its first receive from the queue, in milliseconds. */
const RECEIVED_AFTER_MS = 400;

/** Returns the events with which Lambda invokes `deliver`, with `batchSize` webhooks each. */
export function toSqsEvents(webhooks: readonly StreamedWebhook[], batchSize: number): SQSEvent[] {
  return Array.from({ length: Math.ceil(webhooks.length / batchSize) }, (_, batch) => ({
    Records: webhooks.slice(batch * batchSize, (batch + 1) * batchSize).map(toRecord),
  }));
}

function toRecord({ body, createdAtMs }: StreamedWebhook): SQSRecord {
  const receivedAt = String(createdAtMs + RECEIVED_AFTER_MS);
  return {
    messageId: randomUUID(),
    receiptHandle: newReceiptHandle(),
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: receivedAt,
      SenderId: 'AROAEXAMPLE:receive',
      ApproximateFirstReceiveTimestamp: receivedAt,
    },
    messageAttributes: messageAttributes({
      connection: CONNECTION,
      received_at: receivedAt,
      request_id: randomBytes(11).toString('base64'),
      trace: `Root=1-${randomBytes(4).toString('hex')}-${randomBytes(12).toString('hex')}`,
    }),
    md5OfBody: createHash('md5').update(body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: QUEUE_ARN,
    awsRegion: 'eu-west-1',
  };
}

function messageAttributes(attributes: MessageAttributes): SQSRecord['messageAttributes'] {
  const entries = Object.entries(toSqsAttributes({ ...attributes }));
  return Object.fromEntries(
    entries.map(([name, { DataType = 'String', StringValue }]) => [
      name,
      { dataType: DataType, stringValue: StringValue, stringListValues: [], binaryListValues: [] },
    ]),
  );
}

/** Returns a handle with the length of SQS's. */
const newReceiptHandle = () => randomBytes(270).toString('base64');
