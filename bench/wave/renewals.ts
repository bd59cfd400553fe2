import { randomUUID } from 'node:crypto';
import type { SQSEvent } from 'aws-lambda';
import type { EventName } from '../../shared/purchasely/events.ts';
import { composeWebhook, type Webhook } from '../../tools/cli/send/compose-webhook.ts';
import { seededRandom } from '../../tools/track-api/seeded-random.ts';
import { dealtWebhooks, type Mix } from '../cost/happenings.ts';
import { toSqsEvents } from '../deliver/sqs-events.ts';

/** Batches of a wave of renewals, and earlier ones of the same people. */
export interface Renewals {
  readonly webhooks: number;
  /** The same renewals a month earlier, which fill the people table. */
  readonly before: readonly SQSEvent[];
  readonly now: readonly SQSEvent[];
}

const MONTH_MS = 30 * 86_400_000;
const SEED = 17;

/** @param count minimum number of webhooks; rounded up to full batches */
export function createRenewals(count: number, batchSize: number, mix: Mix): Renewals {
  const nowMs = Date.now();
  const webhooks = Math.ceil(count / batchSize) * batchSize;
  const now = dealtWebhooks(webhooks, batchSize, seededRandom(SEED), nowMs, mix);
  const before = now.map((webhook) => earlier(webhook, nowMs - MONTH_MS));
  return { webhooks, before: toEvents(before, batchSize), now: toEvents(now, batchSize) };
}

function earlier(webhook: Webhook, nowMs: number): Webhook {
  const { event_name, user_id, purchasely_subscription_id } = webhook;
  const occasion = {
    eventId: randomUUID(),
    nowMs,
    environment: 'PRODUCTION',
    userId: String(user_id),
  };
  return { ...composeWebhook(event_name as EventName, occasion), purchasely_subscription_id };
}

function toEvents(webhooks: readonly Webhook[], batchSize: number): SQSEvent[] {
  const streamed = webhooks.map((webhook) => ({
    body: JSON.stringify(webhook),
    userId: String(webhook['user_id']),
    createdAtMs: Number(webhook['event_created_at_ms']),
  }));
  return toSqsEvents(streamed, batchSize);
}
