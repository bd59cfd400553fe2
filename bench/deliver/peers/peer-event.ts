import type { SQSRecord } from 'aws-lambda';

/** A webhook as an adopter would pass it to a client library, with a simple mapping. */
export interface PeerEvent {
  readonly eventId: string;
  readonly userId: string;
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly createdAtSeconds: number;
  /** All attributes of the webhook, times in Unix seconds. */
  readonly attributes: PeerAttributes;
  /** Attributes of the person. */
  readonly traits: PeerAttributes;
}

type PeerAttributes = Record<string, string | number | boolean>;

const TRAITS = [
  'subscription_status',
  'plan',
  'product',
  'offer_type',
  'store',
  'store_country',
  'is_family_shared',
  'original_purchased_at',
  'effective_next_renewal_at',
];

/** Maps a webhook, in the same way for every peer. */
export function toPeerEvent({ body }: SQSRecord): PeerEvent {
  const webhook: Record<string, unknown> = JSON.parse(body);
  const attributes: PeerAttributes = {};
  for (const [name, value] of Object.entries(webhook)) {
    if (!isAttribute(value) || value === '') continue;
    if (name.endsWith('_at_ms')) attributes[name.slice(0, -'_ms'.length)] = Math.floor(Number(value) / 1000);
    else if (!name.endsWith('_at')) attributes[name] = value;
  }
  const traits: PeerAttributes = {};
  for (const name of TRAITS) {
    const value = attributes[name];
    if (value !== undefined) traits[name] = value;
  }
  return {
    eventId: String(webhook['event_id']),
    userId: String(webhook['user_id']),
    name: String(webhook['event_name']),
    createdAt: String(webhook['event_created_at']),
    createdAtSeconds: Number(attributes['event_created_at']),
    attributes,
    traits,
  };
}

function isAttribute(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
