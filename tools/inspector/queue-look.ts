import { type DeadLetter, toDeadLetter } from '../../shared/dead-letters/dead-letter.ts';
import { adviceFor } from '../../shared/dead-letters/next-step.ts';
import { toSqsAttributes } from '../../shared/messages/sqs-attributes.ts';
import type { LocalStack, QueueMessage } from '../local/local-stack.ts';
import { readFacts, type WebhookFacts } from '../local/webhook-facts.ts';
import type { Journal } from './journal.ts';
import type { DeadLetterRow, QueuedRow, QueueLook } from './protocol.ts';

/** Maximum number of rows. */
const MAX_ROWS = 2_000;

/** Parts of names, case-insensitive. Empty matches everything. */
export interface QueueFilter {
  readonly person: string;
  readonly event: string;
}

interface Found {
  readonly message: QueueMessage;
  readonly webhookId: string;
  readonly facts: WebhookFacts;
}

/** Returns the events queue: visible messages first, then by the time they become visible. */
export function lookIntoEvents(
  stack: LocalStack,
  journal: Journal,
  filter: QueueFilter,
): QueueLook<QueuedRow> {
  const found = find(stack.messages('events'), journal, filter);
  const soonestFirst = found.sort((one, other) => dueAtMs(one) - dueAtMs(other));
  const rows = soonestFirst.slice(0, MAX_ROWS).map((each) => {
    const isWaiting = journal.webhooks.records.get(each.webhookId)?.state.kind === 'retrying';
    return {
      ...toRow(each),
      state: each.message.state === 'ready' ? 'ready' : isWaiting ? 'waiting' : 'being delivered',
    } as const;
  });
  return { matching: found.length, rows };
}

/** Returns the dead-letter queue, newest first. */
export function lookIntoDeadLetters(
  stack: LocalStack,
  journal: Journal,
  filter: QueueFilter,
): QueueLook<DeadLetterRow> {
  const found = find(stack.messages('dead-letters'), journal, filter);
  const newestFirst = found.sort((one, other) => other.message.sentAtMs - one.message.sentAtMs);
  return { matching: found.length, rows: newestFirst.slice(0, MAX_ROWS).map(toDeadLetterRow) };
}

function find(messages: readonly QueueMessage[], { webhooks }: Journal, filter: QueueFilter): Found[] {
  return messages
    .map((message) => {
      const webhookId = message.attributes['request_id'] ?? '';
      const facts = webhooks.records.get(webhookId)?.facts ?? readFacts(Buffer.from(toLetter(message).text));
      return { message, webhookId, facts };
    })
    .filter(({ facts }) => has(facts.person ?? '', filter.person) && has(facts.event, filter.event));
}

const has = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());
const dueAtMs = ({ message }: Found) => message.visibleAtMs ?? 0;

function toRow({ message, webhookId, facts }: Found): Omit<QueuedRow, 'state'> {
  const { messageId, sentAtMs, receives, visibleAtMs } = message;
  const { event, person = '' } = facts;
  return { messageId, webhookId, event, person, enteredAtMs: sentAtMs, receives, visibleAtMs };
}

function toDeadLetterRow(found: Found): DeadLetterRow {
  const { reason, failure, replays } = toLetter(found.message);
  const { status, field, cause, attempts } = failure;
  return {
    ...toRow(found),
    state: found.message.state === 'ready' ? 'ready' : 'hidden',
    reason,
    ...adviceFor(reason),
    details: [status === undefined ? '' : `HTTP ${status}`, field, cause].filter(Boolean).join(', '),
    attempts,
    replays,
  };
}

/** Converts a message as commands read it from SQS. */
function toLetter({ messageId, body, attributes, sentAtMs }: QueueMessage): DeadLetter {
  return toDeadLetter({
    MessageId: messageId,
    Body: body,
    Attributes: { SentTimestamp: String(sentAtMs) },
    MessageAttributes: toSqsAttributes(attributes),
  });
}
