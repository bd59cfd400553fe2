import { readFileSync } from 'node:fs';
import { seededRandom } from '../../tools/track-api/seeded-random.ts';

/** One webhook of a stream, as Purchasely sends it. */
export interface StreamedWebhook {
  readonly body: string;
  /** Unique in the stream. */
  readonly userId: string;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
}

const SAMPLES = new URL('../../tools/local/samples/', import.meta.url);

/**
 * Samples in the order of the stream, which repeats them. Each is about a known person, changes attributes and sends an
 * event.
 */
const STREAM = [
  'subscription-renewed.json',
  'trial-started.json',
  'subscription-renewed.json',
  'renewal-disabled.json',
  'subscription-renewed.json',
  'trial-converted.json',
  'subscription-renewed.json',
  'subscription-started-trial.json',
  'subscription-terminated.json',
  'subscription-refunded-revoked.json',
];

/** Creation time of the first webhook of a stream, in milliseconds since the epoch. */
export const STREAM_FROM_MS = Date.parse('2026-03-02T08:00:00Z');
const SEED = 20_260_302;

/**
 * Creates a stream of webhooks: the samples with their own person, ids and times, about one a second. The same
 * arguments give the same stream.
 *
 * @param fromMs creation time of the first webhook, in milliseconds since the epoch
 */
export function createWebhooks(count: number, fromMs = STREAM_FROM_MS): StreamedWebhook[] {
  const samples = STREAM.map((file) => readFileSync(new URL(file, SAMPLES), 'utf8'));
  const random = seededRandom(SEED);
  let createdAtMs = fromMs;
  return Array.from({ length: count }, (_, index) => {
    createdAtMs += Math.floor(random() * 2000);
    return toWebhook(samples[index % samples.length] ?? '{}', createdAtMs, random);
  });
}

function toWebhook(sample: string, createdAtMs: number, random: () => number): StreamedWebhook {
  const attributes: Record<string, unknown> = JSON.parse(sample);
  const laterMs = createdAtMs - Number(attributes['event_created_at_ms']);
  const userId = uuid(random);
  const own: Readonly<Record<string, unknown>> = {
    user_id: userId,
    event_id: uuid(random),
    device_id: digits(random, 16, 16),
    purchasely_subscription_id: `subs_${digits(random, 31, 36)}`,
    store_transaction_id: `2${digits(random, 15, 10)}`,
    store_original_transaction_id: `2${digits(random, 15, 10)}`,
  };
  const entries = Object.entries(attributes).map(([name, value]) => [
    name,
    own[name] ?? shifted(name, value, laterMs),
  ]);
  return { body: JSON.stringify(Object.fromEntries(entries)), userId, createdAtMs };
}

/** Moves a time later. Returns other values unchanged. */
function shifted(name: string, value: unknown, laterMs: number): unknown {
  if (name.endsWith('_at_ms') && typeof value === 'number') return value + laterMs;
  if (name.endsWith('_at') && typeof value === 'string') {
    return new Date(Date.parse(value) + laterMs).toISOString();
  }
  return value;
}

function uuid(random: () => number): string {
  const hex = digits(random, 30, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-a${hex.slice(15, 18)}-${hex.slice(18)}`;
}

function digits(random: () => number, length: number, radix: number): string {
  return Array.from({ length }, () => Math.floor(random() * radix).toString(radix)).join('');
}
