import { isUtf8 } from 'node:buffer';

/**
 * A webhook as a message of the events queue: the body is the one that Purchasely sent, byte for byte, and message attributes
 * hold the metadata of `receive`. A dead letter is the same message with its reason added.
 */
export interface WebhookMessage {
  readonly body: string;
  readonly attributes: MessageAttributes;
}

/** Message attributes by name. SQS takes ten; a dead letter adds two, a replay may add one. */
export interface MessageAttributes {
  readonly connection: string;
  /** When `receive` took the webhook, milliseconds since the epoch. */
  readonly received_at: string;
  /** API Gateway's id of the request, to find it in the access log. */
  readonly request_id: string;
  /** `X-Amzn-Trace-Id` of the request. */
  readonly trace?: string;
  /** `resync` of a message that is no webhook: see `resync-message.ts`. */
  readonly task?: 'resync';
  /** Set if the bytes are not a text that SQS takes. */
  readonly encoding?: 'base64';
}

/** SQS takes 1 MiB, body and attributes together. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_MESSAGE_BYTES = 1_048_576;
/** Left for the attributes of a message, those of a later dead letter included. */
const ATTRIBUTE_BYTES = 8_192;

/** Largest body that is still a message after it has become a dead letter, in bytes. */
export const MAX_BODY_BYTES = MAX_MESSAGE_BYTES - ATTRIBUTE_BYTES;

/**
 * Characters SQS may refuse or replace. AWS's lists differ on those beyond U+FFFF, and its emulators refuse them: none of
 * them goes in as it is.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const UNSAFE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/;

/** The text of a message for these bytes: themselves if SQS takes them as they are, else base 64. */
export function toMessageBody(bytes: Buffer): { readonly text: string; readonly encoding?: 'base64' } {
  const text = bytes.toString('utf8');
  return isUtf8(bytes) && !UNSAFE.test(text)
    ? { text }
    : { text: bytes.toString('base64'), encoding: 'base64' };
}

/** The webhook's text; bytes that are no UTF-8 show as U+FFFD. */
export function bodyText({ body, attributes }: WebhookMessage): string {
  return attributes.encoding === 'base64' ? Buffer.from(body, 'base64').toString('utf8') : body;
}
