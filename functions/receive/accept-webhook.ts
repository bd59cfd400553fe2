import { goesToBackend } from '../../shared/config/goes-to-backend.ts';
import type { ReceiveConfig } from '../../shared/config/resolved.ts';
import { MAX_BODY_BYTES, toMessageBody, type WebhookMessage } from '../../shared/messages/webhook-message.ts';
import { loggedEventId } from '../../shared/purchasely/event-id.ts';
import { isSignedBy } from '../../shared/purchasely/signature.ts';
import { toObject } from '../../shared/purchasely/to-object.ts';
import { type Refusal, refusalOf } from '../refusal.ts';
import type { Relay, Relayed } from './relay.ts';
import type { SharedSecrets } from './shared-secrets.ts';

/** A request to `POST /webhooks/<connection>`. */
export interface WebhookRequest {
  readonly connection: string;
  readonly signature: string | undefined;
  readonly timestamp: string | undefined;
  /** The raw bytes. */
  readonly body: Buffer;
  readonly requestId: string;
  readonly trace: string | undefined;
  /** The headers that a backend needs to check it for itself, as they came. */
  readonly forwarded: Readonly<Record<string, string>>;
  /** The connectors that it has come through: see `HOPS_HEADER`. */
  readonly hops: readonly string[];
  /** How this connector, and this connection of it, is called among them. */
  readonly hop: string;
}

/**
 * Why a webhook is refused, with the status. Purchasely retries each of them for 20 days, and sends that user nothing else
 * until then: everything authentic is accepted, however strange.
 *
 * @see https://docs.purchasely.com/docs/backend-entitlements
 */
export const REJECTIONS = {
  'unknown-connection': 404,
  'body-too-large': 413,
  'signature-missing': 401,
  'signature-mismatch': 401,
  'timestamp-outside-window': 401,
  'relay-loop': 508,
  'not-a-json-object': 400,
  'secret-unavailable': 503,
  'queue-unavailable': 503,
} as const;

type Rejection = keyof typeof REJECTIONS;

export interface AcceptContext {
  readonly config: ReceiveConfig;
  readonly secretsOf: (connection: string) => SharedSecrets;
  /** Resolves once the message is stored. */
  readonly store: (message: WebhookMessage) => Promise<void>;
  /** Stores a copy in each queue that wants one. @returns the names of those that did not take it */
  readonly copy: (message: WebhookMessage, webhook: Webhook) => Promise<string[]>;
  /** `undefined`: the connection has no backend. */
  readonly relayOf: (connection: string) => Relay | undefined;
  /** Time left, in milliseconds. */
  readonly remainingMs: () => number;
  readonly nowMs: number;
}

/** The body of an authentic webhook: a JSON object, and nothing more is known of it. */
export type Webhook = Readonly<Record<string, unknown>>;

/** The result of a webhook. */
export type Reception = Accepted | Rejected;

/** It is in the events queue. */
export interface Accepted {
  readonly rejection?: undefined;
  /** Its `event_id`, as far as it has one. */
  readonly eventId?: string;
  /** The result at the backend, if it got the webhook. */
  readonly relayed?: Relayed;
  /** Names of the queues that did not take their copy. */
  readonly failedCopies: readonly string[];
}

/** It was not stored. */
export interface Rejected {
  readonly rejection: Rejection;
  /** The error of AWS, if that is why. */
  readonly refusal?: Refusal;
  /** Its `event_id`, as far as it is authentic and has one. */
  readonly eventId?: string;
}

/**
 * Stores an authentic webhook in the events queue. Then everybody else gets it: the backend, and the queues that want a
 * copy. None of them waits for another, and a repetition by Purchasely makes up for whichever failed.
 */
export async function acceptWebhook(request: WebhookRequest, context: AcceptContext): Promise<Reception> {
  const early = await findRejection(request, context);
  if (early !== undefined) return early;
  const webhook = toObject(request.body.toString('utf8'));
  if (webhook === undefined) return { rejection: 'not-a-json-object' };

  const eventId = loggedEventId(webhook);
  const named = eventId === undefined ? {} : { eventId };
  const message = toMessage(request, context.nowMs);
  const rejected = await storeWebhook(message, context);
  if (rejected !== undefined) return { ...rejected, ...named };
  const [failedCopies, relayed] = await Promise.all([
    context.copy(message, webhook),
    relayWebhook(request, webhook, context),
  ]);
  return { ...named, failedCopies, ...(relayed === undefined ? {} : { relayed }) };
}

/** The answer to Purchasely: 200 once every destination has the webhook, else a status that makes Purchasely retry. */
export function statusOf(reception: Reception): number {
  if (reception.rejection !== undefined) return REJECTIONS[reception.rejection];
  const { relayed, failedCopies } = reception;
  const status = relayed?.status ?? 200;
  return failedCopies.length > 0 && status < 300 ? 503 : status;
}

async function relayWebhook(
  { connection, body, forwarded, hops, hop }: WebhookRequest,
  webhook: Webhook,
  { config, relayOf, remainingMs }: AcceptContext,
): Promise<Relayed | undefined> {
  const relay = relayOf(connection);
  const settings = config.connections[connection]?.relay ?? { events: 'all' };
  if (relay === undefined || !goesToBackend(settings, webhook)) return undefined;
  return relay({ body, headers: forwarded, hops: [...hops, hop] }, remainingMs());
}

/** Reasons against a request that need no look at its body. */
async function findRejection(request: WebhookRequest, context: AcceptContext): Promise<Rejected | undefined> {
  const { connection, body } = request;
  const settings = Object.hasOwn(context.config.connections, connection)
    ? context.config.connections[connection]
    : undefined;
  if (settings === undefined) return { rejection: 'unknown-connection' };
  if (body.length > MAX_BODY_BYTES) return { rejection: 'body-too-large' };

  const forgery = await findForgery(request, context);
  if (forgery !== undefined) return forgery;
  if (!isInWindow(request.timestamp, settings.replayWindowSeconds, context.nowMs))
    return { rejection: 'timestamp-outside-window' };
  if (request.hops.includes(request.hop)) return { rejection: 'relay-loop' };
}

async function storeWebhook(
  message: WebhookMessage,
  { store }: AcceptContext,
): Promise<Rejected | undefined> {
  if (Buffer.byteLength(message.body) > MAX_BODY_BYTES) return { rejection: 'body-too-large' };
  try {
    await store(message);
  } catch (error) {
    return { rejection: 'queue-unavailable', refusal: refusalOf(error) };
  }
}

/** Tries the secrets that are known, then those that may have replaced them. */
async function findForgery(
  { connection, signature, timestamp, body }: WebhookRequest,
  { secretsOf, nowMs }: AcceptContext,
): Promise<Rejected | undefined> {
  if (!signature || !timestamp) return { rejection: 'signature-missing' };
  const isSigned = (secrets: readonly string[]) =>
    secrets.some((secret) => isSignedBy(secret, timestamp, body, signature));
  const secrets = secretsOf(connection);
  try {
    const isAuthentic = isSigned(await secrets.known(nowMs)) || isSigned(await secrets.refreshed(nowMs));
    return isAuthentic ? undefined : { rejection: 'signature-mismatch' };
  } catch (error) {
    return { rejection: 'secret-unavailable', refusal: refusalOf(error) };
  }
}

/** Published samples have ten digits, seconds; Purchasely's own tests also thirteen, milliseconds. */
function isInWindow(timestamp: string | undefined, windowSeconds: number | null, nowMs: number): boolean {
  if (windowSeconds === null) return true;
  const value = Number(timestamp);
  const sentAtMs = timestamp?.length === 13 ? value : value * 1000;
  return Math.abs(nowMs - sentAtMs) <= windowSeconds * 1000;
}

/** A trace header as AWS writes them. It is not signed, and a longer one would take the room of a dead letter's reason. */
const TRACE = /^[\x20-\x7e]{1,200}$/;

function toMessage({ connection, body, requestId, trace }: WebhookRequest, nowMs: number): WebhookMessage {
  const { text, encoding } = toMessageBody(body);
  return {
    body: text,
    attributes: {
      connection,
      received_at: String(nowMs),
      request_id: requestId,
      ...(trace !== undefined && TRACE.test(trace) ? { trace } : {}),
      ...(encoding === undefined ? {} : { encoding }),
    },
  };
}
