import type { Delivery } from '../../../functions/deliver/deliver-batch.ts';
import { describeRetry } from '../../../functions/deliver/outcome.ts';
import type { QueuedWebhook } from '../../../functions/deliver/queued-webhook.ts';
import type { ResolvedConfig, ResolvedConnection } from '../../../shared/config/resolved.ts';
import { DEAD_LETTER_REASONS, type Failure } from '../../../shared/messages/dead-letter.ts';
import { BATCH_SIZE } from '../../../shared/messages/timing.ts';
import { explainOperations } from './explain-operations.ts';
import type { Sends } from './explained.ts';
import { type RehearsedRequest, rehearse } from './rehearse.ts';
import { whySkipped } from './why-not-sent.ts';
import { type IsWritten, writesOf } from './writes.ts';

/** A webhook, and where it was found. */
export interface NamedWebhook {
  readonly name: string;
  readonly text: string;
}

/** What `deliver` would make of one webhook. */
export interface WebhookPreview {
  readonly webhook: string;
  /** As Purchasely calls it; unknown if the webhook cannot be read. */
  readonly eventName?: string;
  readonly outcome:
    | Sends
    | { readonly kind: 'skips'; readonly why: string; readonly because: string }
    | { readonly kind: 'dead-letters'; readonly failure: Failure; readonly because: string };
}

export interface Preview {
  readonly webhooks: readonly WebhookPreview[];
  readonly requests: readonly RehearsedRequest[];
}

/**
 * What becomes of webhooks that arrive together at a connection, every value explained.
 *
 * @param nowMs when they arrive, milliseconds since the epoch
 */
export async function previewWebhooks(
  webhooks: readonly NamedWebhook[],
  config: ResolvedConfig,
  connectionName: string,
  nowMs: number,
): Promise<Preview> {
  const connection = config.connections[connectionName];
  if (connection === undefined) throw new Error(`there is no connection ${connectionName}`);
  const queued = webhooks.map((webhook) => toQueued(webhook, connectionName, nowMs));
  const rehearsals = [];
  for (let start = 0; start < queued.length; start += BATCH_SIZE) {
    rehearsals.push(await rehearse(queued.slice(start, start + BATCH_SIZE), config));
  }
  return {
    webhooks: rehearsals.flatMap(({ deliveries, requests }) => {
      const isWritten = writesOf(requests);
      return deliveries.map((delivery) => explain(delivery, connection, isWritten));
    }),
    requests: rehearsals.flatMap(({ requests }) => requests),
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
  { webhook, event, mapped, outcome }: Delivery,
  connection: ResolvedConnection,
  isWritten: IsWritten,
): WebhookPreview {
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
    case 'delivered':
      if (event === undefined || mapped.kind !== 'operations')
        throw new Error('delivered without operations');
      return { ...about, outcome: explainOperations(mapped, event, connection, isWritten) };
    case 'retry':
      throw new Error(`a rehearsal that would be repeated: ${describeRetry(outcome)}`);
  }
}
