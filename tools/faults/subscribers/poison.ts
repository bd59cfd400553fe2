import { MINUTE } from '../time.ts';
import type { Draw } from './draw.ts';
import { type GeneratedWebhook, MARK } from './subscriber.ts';

type Body = Readonly<Record<string, unknown>>;
/** Ways to spoil a body that was in order. */
type Spoilers = readonly [(body: Body) => Body, ...((body: Body) => Body)[]];

/** Reasons for a dead letter in the webhook itself; the other reasons need something else to fail. */
export type PoisonReason =
  | 'unreadable-webhook'
  | 'unsupported-payload-version'
  | 'unknown-environment'
  | 'no-identity'
  | 'invalid-identity';

const SPOILERS: Readonly<Record<PoisonReason, Spoilers>> = {
  'unreadable-webhook': [
    ({ event_name: _, ...body }) => body,
    (body) => ({ ...body, event_name: null }),
    (body) => ({ ...body, event_name: ' \t' }),
    (body) => ({ ...body, event_name: ['ACTIVATE'] }),
    ({ event_created_at: _, event_created_at_ms: __, ...body }) => body,
    ({ event_created_at_ms: _, ...body }) => ({ ...body, event_created_at: 'yesterday' }),
    (body) => ({ ...body, event_created_at_ms: String(body['event_created_at_ms']) }),
    (body) => ({ ...body, event_created_at_ms: -1 }),
    (body) => ({ ...body, event_created_at_ms: 1772439334512.5 }),
    (body) => ({ ...body, user_id: { id: `${MARK}-nested` } }),
    (body) => ({ ...body, environment: 1 }),
  ],
  'unsupported-payload-version': [
    (body) => ({ ...body, api_version: 2 }),
    (body) => ({ ...body, api_version: 1 }),
    // The true form of version 2, but for the event id, by which the campaign knows it.
    ({ event_id, event_name, user_id, ...properties }) => ({
      name: event_name,
      user: { vendor_id: user_id },
      properties,
      event_id,
    }),
  ],
  'unknown-environment': [
    ({ environment: _, ...body }) => body,
    (body) => ({ ...body, environment: '' }),
    (body) => ({ ...body, environment: 'STAGING' }),
    (body) => ({ ...body, environment: 'production' }),
  ],
  'no-identity': [
    ({ user_id: _, anonymous_user_id: __, ...body }) => body,
    (body) => ({ ...body, user_id: null, anonymous_user_id: '' }),
  ],
  'invalid-identity': [
    (body) => ({ ...body, user_id: `${MARK}-`.padEnd(151, '0123456789') }),
    // Under 150 characters and over 150 bytes.
    (body) => ({ ...body, user_id: `${MARK}-${'é'.repeat(80)}` }),
    // Half of a surrogate pair.
    (body) => ({ ...body, user_id: `${MARK}-\ud83d` }),
  ],
};

const IN_TURN = Object.keys(SPOILERS) as PoisonReason[];

/** One reason after the other, so that each comes as often. */
export function poisonReason(turn: number): PoisonReason {
  return IN_TURN[turn % IN_TURN.length] ?? 'unreadable-webhook';
}

/** A webhook that can never be delivered, shortly after one of the same user that can. */
export function poisonAfter(draw: Draw, webhook: GeneratedWebhook, reason: PoisonReason): GeneratedWebhook {
  const eventId = draw.uuid();
  const createdAtMs = webhook.createdAtMs + draw.between(1, MINUTE);
  const sound: Body = {
    ...(JSON.parse(webhook.body) as Body),
    event_id: eventId,
    event_created_at: new Date(createdAtMs).toISOString(),
    event_created_at_ms: createdAtMs,
    // Of a dropped environment nothing else would be noticed.
    environment: 'PRODUCTION',
  };
  const body = JSON.stringify(draw.pick(SPOILERS[reason])(sound));
  return { ...webhook, body, eventId, createdAtMs, expected: { kind: 'dead-letter', reason } };
}
