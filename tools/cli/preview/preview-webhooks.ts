import type { Delivery } from '../../../functions/deliver/deliver-batch.ts';
import { describeRetry } from '../../../functions/deliver/outcome.ts';
import type { QueuedWebhook } from '../../../functions/deliver/queued-webhook.ts';
import { parseOperations } from '../../../functions/deliver/sent-operations.ts';
import type { ResolvedConfig, ResolvedConnection } from '../../../shared/config/resolved.ts';
import { mapEvent } from '../../../shared/mapping/map-event.ts';
import { DEAD_LETTER_REASONS, type Failure } from '../../../shared/messages/dead-letter.ts';
import { BATCH_SIZE } from '../../../shared/messages/timing.ts';
import type { PersonRecord } from '../../../shared/people/person-record.ts';
import { parseWebhook } from '../../../shared/purchasely/webhook.ts';
import type { NamedWebhook } from '../base/read-webhooks.ts';
import { explainOperations } from './explain-operations.ts';
import { explainPeople, type PersonPreview } from './explain-people.ts';
import type { Sends } from './explained.ts';
import { MemoryPeople } from './memory-people.ts';
import { type RehearsedRequest, rehearse } from './rehearse.ts';
import { whySkipped } from './why-not-sent.ts';

/** Effect of one webhook. */
export interface WebhookPreview {
  readonly webhook: string;
  /** Name of the event at Purchasely. Absent if the webhook cannot be read. */
  readonly eventName?: string;
  readonly outcome:
    | Sends
    | { readonly kind: 'skips'; readonly why: string; readonly because: string }
    | { readonly kind: 'dead-letters'; readonly failure: Failure; readonly because: string };
}

export interface Preview {
  readonly webhooks: readonly WebhookPreview[];
  /** People of the webhooks, after all webhooks. */
  readonly people: readonly PersonPreview[];
  readonly requests: readonly RehearsedRequest[];
}

/**
 * Previews webhooks that arrive together at a connection, and explains every value.
 *
 * @param nowMs time of arrival, in milliseconds since the epoch
 * @param known people known before
 */
export async function previewWebhooks(
  webhooks: readonly NamedWebhook[],
  config: ResolvedConfig,
  connectionName: string,
  nowMs: number,
  known: readonly PersonRecord[] = [],
): Promise<Preview> {
  const connection = config.connections[connectionName];
  if (connection === undefined) throw new Error(`there is no connection ${connectionName}`);
  const queued = webhooks.map((webhook) => toQueued(webhook, connectionName, nowMs));
  const people = new MemoryPeople(known);
  const rehearsals = [];
  for (let start = 0; start < queued.length; start += BATCH_SIZE) {
    rehearsals.push(await rehearse(queued.slice(start, start + BATCH_SIZE), config, people));
  }
  const requests = rehearsals.flatMap((rehearsal) => rehearsal.requests);
  const before = new Map(known.map((record) => [record.key, record]));
  return {
    webhooks: rehearsals.flatMap(({ deliveries }) =>
      deliveries.map((delivery) => explain(delivery, connection, nowMs)),
    ),
    people: explainPeople(people.asked, before, requests, config),
    requests,
  };
}

function toQueued({ name, text }: NamedWebhook, connection: string, nowMs: number): QueuedWebhook {
  const attributes = { connection, received_at: String(nowMs), request_id: '' };
  return {
    message: { body: text, attributes },
    messageId: name,
    receiptHandle: '',
    text,
    receivedAtMs: nowMs,
    receiveCount: 1,
    queuedAtMs: nowMs,
    firstAttemptAtMs: nowMs,
  };
}

function explain(
  { webhook, mapped, outcome }: Delivery,
  connection: ResolvedConnection,
  nowMs: number,
): WebhookPreview {
  const parsed = parseWebhook(webhook.text);
  const event = parsed.kind === 'event' ? parsed.event : undefined;
  const about = { webhook: webhook.messageId, ...(event === undefined ? {} : { eventName: event.name }) };
  switch (outcome.kind) {
    case 'skipped':
      return {
        ...about,
        outcome: {
          kind: 'skips',
          why: outcome.why,
          because: whySkipped(outcome.why, event, connection),
        },
      };
    case 'dead-letter': {
      const { failure } = outcome;
      return {
        ...about,
        outcome: { kind: 'dead-letters', failure, because: DEAD_LETTER_REASONS[failure.reason] },
      };
    }
    case 'delivered': {
      if (event === undefined || mapped?.kind !== 'operations')
        throw new Error('delivered without operations');
      const alone = mapEvent(event, connection, nowMs);
      const identify = alone.kind === 'operations' ? alone.identify : undefined;
      return { ...about, outcome: explainOperations(parseOperations(mapped), identify, event, connection) };
    }
    case 'retry':
      throw new Error(`a rehearsal that would be repeated: ${describeRetry(outcome)}`);
  }
}
