import type { Message } from '@aws-sdk/client-sqs';
import { type DeadLetter, toDeadLetter } from '../../../shared/dead-letters/dead-letter.ts';
import { toSqsAttributes } from '../../../shared/messages/sqs-attributes.ts';

/** When every message of these tests was put into the dead-letter queue. */
export const ENTERED_AT_MS = Date.parse('2026-03-10T12:00:00Z');

export function aMessage(body: string, attributes: Record<string, string> = {}): Message {
  return {
    MessageId: 'message-1',
    Body: body,
    Attributes: { SentTimestamp: String(ENTERED_AT_MS) },
    MessageAttributes: toSqsAttributes({ connection: 'cinema', request_id: 'request-1', ...attributes }),
  };
}

/** A dead letter of `user-1`, but for what is given. */
export function aDeadLetter(webhook: object = {}, attributes: Record<string, string> = {}): DeadLetter {
  const body = {
    event_name: 'TRIAL_STARTED',
    event_id: 'event-1',
    event_created_at_ms: ENTERED_AT_MS,
    environment: 'PRODUCTION',
    user_id: 'user-1',
    ...webhook,
  };
  return toDeadLetter(aMessage(JSON.stringify(body), attributes));
}
