import { isObject } from '../is-object.ts';
import { toObject } from '../purchasely/to-object.ts';
import type { MessageAttributes, WebhookMessage } from './webhook-message.ts';

/** Asks `deliver` to send the view of a person again: a message of the events queue beside the webhooks. */
export interface Resync {
  /** Key of the person in the people table: a hash, so the message holds no personal data. */
  readonly person: string;
  readonly environment: string;
}

/** A webhook never has it: its attributes are `receive`'s alone. */
const RESYNC_TASK = 'resync';

/** @param requestedAtMs milliseconds since the epoch: the view is sent as true from then on */
export function toResyncMessage(
  resync: Resync,
  connection: string,
  requestedAtMs: number,
  requestId: string,
): WebhookMessage {
  const attributes: MessageAttributes = {
    connection,
    received_at: String(requestedAtMs),
    request_id: requestId,
    task: RESYNC_TASK,
  };
  return { body: JSON.stringify({ resync }), attributes };
}

function isResync({ attributes }: WebhookMessage): boolean {
  return attributes.task === RESYNC_TASK;
}

/** `undefined` for a webhook. */
export function readResync(message: WebhookMessage): Resync | undefined {
  if (!isResync(message)) return undefined;
  const { resync } = toObject(message.body) ?? {};
  if (!isObject(resync)) return undefined;
  const { person, environment } = resync;
  return typeof person === 'string' && typeof environment === 'string' ? { person, environment } : undefined;
}
