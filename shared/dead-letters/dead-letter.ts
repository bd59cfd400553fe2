import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import { isObject } from '../is-object.ts';
import type { FailureRecord } from '../messages/dead-letter.ts';
import { bodyText } from '../messages/webhook-message.ts';
import { toObject } from '../purchasely/to-object.ts';
import { parseWebhook } from '../purchasely/webhook.ts';

/** Message attributes, unchanged. */
export type SqsAttributes = Readonly<Record<string, MessageAttributeValue>>;

/** A message of the dead-letter queue, with the facts that can be read. */
export interface DeadLetter {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: SqsAttributes;
  /** Decoded text of the webhook. */
  readonly text: string;
  /**
   * Time when it entered this queue, in milliseconds since the epoch. If SQS moved it, the time when it entered the
   * events queue.
   */
  readonly enteredAtMs: number;
  /** One of `DEAD_LETTER_REASONS`, or `none`: moved by SQS, or put there by hand. */
  readonly reason: string;
  /** Details of the failure, as far as they can be read. */
  readonly failure: Partial<Omit<FailureRecord, 'reason'>>;
  readonly connection: string;
  readonly requestId: string | undefined;
  /** Number of earlier replays. */
  readonly replays: number;
  readonly eventName: string;
  readonly eventId: string | undefined;
  readonly environment: string | undefined;
  /** `user_id`, else `anonymous_user_id`. */
  readonly personId: string | undefined;
  /** Creation time of the event, in milliseconds since the epoch. If it cannot be read, the time of receipt. */
  readonly createdAtMs: number;
}

/** The reason shown for a message without one. */
export const NO_REASON = 'none';

/** Attributes that `deliver` adds to make a message a dead letter. */
export const DEAD_LETTER_ATTRIBUTES: ReadonlySet<string> = new Set(['reason', 'failure']);

/** Message attribute that counts replays. */
export const REPLAYS = 'replays';

/** Reads any message, because undeliverable ones have to be shown too. */
export function toDeadLetter(message: Message): DeadLetter {
  const { MessageId = '', Body = '', Attributes = {}, MessageAttributes = {} } = message;
  const value = (name: string) => MessageAttributes[name]?.StringValue;
  const enteredAtMs = Number(Attributes.SentTimestamp);
  const encoding = value('encoding') === 'base64' ? { encoding: 'base64' as const } : {};
  const text = bodyText({
    body: Body,
    attributes: { connection: '', received_at: '', request_id: '', ...encoding },
  });
  return {
    messageId: MessageId,
    body: Body,
    attributes: MessageAttributes,
    text,
    enteredAtMs,
    reason: value('reason') ?? NO_REASON,
    failure: readFailure(value('failure')),
    connection: value('connection') ?? '',
    requestId: value('request_id'),
    replays: Number(value(REPLAYS)) || 0,
    ...(value('task') === 'resync'
      ? { ...UNKNOWN_EVENT, eventName: '(resync of a person)', createdAtMs: Number(value('received_at')) }
      : readEvent(text, Number(value('received_at')) || enteredAtMs)),
  };
}

const UNKNOWN_EVENT = { eventId: undefined, environment: undefined, personId: undefined };

type EventFacts = Pick<DeadLetter, 'eventName' | 'eventId' | 'environment' | 'personId' | 'createdAtMs'>;

function readEvent(text: string, receivedAtMs: number): EventFacts {
  const parsed = parseWebhook(text);
  if (parsed.kind === 'event') {
    const { name, id, environment, userId, anonymousUserId, createdAtMs } = parsed.event;
    return { eventName: name, eventId: id, environment, personId: userId ?? anonymousUserId, createdAtMs };
  }
  // Another payload version, or an unknown form: its attributes are read as far as possible.
  const body = toObject(text) ?? {};
  const word = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const user = isObject(body['user']) ? body['user'] : {};
  return {
    eventName: word(body['event_name']) ?? word(body['name']) ?? '(unreadable)',
    eventId: word(body['event_id']),
    environment: word(body['environment']),
    personId: word(body['user_id']) ?? word(user['vendor_id']) ?? word(body['anonymous_user_id']),
    createdAtMs: receivedAtMs,
  };
}

function readFailure(text: string | undefined): DeadLetter['failure'] {
  const record = toObject(text ?? '') ?? {};
  const word = (name: string) => (typeof record[name] === 'string' ? { [name]: record[name] } : {});
  const number = (name: string) => (typeof record[name] === 'number' ? { [name]: record[name] } : {});
  return {
    ...number('status'),
    ...word('field'),
    ...word('cause'),
    ...number('attempts'),
    ...number('firstAttemptAtMs'),
    ...number('lastAttemptAtMs'),
    ...word('mappingVersion'),
  };
}
