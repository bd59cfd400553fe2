import type { SQSRecord } from 'aws-lambda';
import {
  bodyText,
  type MessageAttributes,
  type WebhookMessage,
} from '../../shared/messages/webhook-message.ts';

/** A webhook as it comes out of the events queue. */
export interface QueuedWebhook {
  readonly message: WebhookMessage;
  readonly messageId: string;
  readonly receiptHandle: string;
  /** The webhook's text, decoded. */
  readonly text: string;
  readonly receivedAtMs: number;
  /** Receives of this message, this one included. */
  readonly receiveCount: number;
  /** When it entered this queue, milliseconds since the epoch: patience is counted from here, also after a replay. */
  readonly queuedAtMs: number;
  readonly firstAttemptAtMs: number;
}

/** Reads an SQS record. A message put into the queue by hand lacks attributes: its own times stand in. */
export function toQueuedWebhook(record: SQSRecord): QueuedWebhook {
  const { SentTimestamp, ApproximateReceiveCount, ApproximateFirstReceiveTimestamp } = record.attributes;
  const values = Object.fromEntries(
    Object.entries(record.messageAttributes).map(([name, { stringValue }]) => [name, stringValue]),
  );
  const attributes = {
    connection: '',
    received_at: SentTimestamp,
    request_id: '',
    ...values,
  } as MessageAttributes;
  const message = { body: record.body, attributes };
  return {
    message,
    messageId: record.messageId,
    receiptHandle: record.receiptHandle,
    text: bodyText(message),
    receivedAtMs: Number(attributes.received_at) || Number(SentTimestamp),
    receiveCount: Number(ApproximateReceiveCount),
    queuedAtMs: Number(SentTimestamp),
    firstAttemptAtMs: Number(ApproximateFirstReceiveTimestamp),
  };
}
