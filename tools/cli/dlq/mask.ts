import { isObject } from '../../../shared/is-object.ts';
import type { HashPerson } from './person-hash.ts';

/** Ids of people, shown as a hash, so that a person can be recognized in several dead letters. */
const PERSON_IDS: ReadonlySet<string> = new Set([
  'user_id',
  'anonymous_user_id',
  'transferred_from_user_id',
  'transferred_to_user_id',
  'transferred_from_anonymous_user_id',
  'transferred_to_anonymous_user_id',
]);

/** Attributes without personal data. All others are treated as personal. */
const HARMLESS: ReadonlySet<string> = new Set([
  'ab_test',
  'ab_test_variant',
  'amount_in_customer_currency',
  'amount_in_eur',
  'amount_in_usd',
  'api_version',
  'billing_period_number',
  'channel',
  'commitment_billing_type',
  'content_id',
  'customer_currency',
  'device_type',
  'environment',
  'event_id',
  'event_name',
  'full_plan_price_in_customer_currency',
  'full_plan_price_in_eur',
  'offer_identifier',
  'offer_type',
  'placement',
  'plan',
  'plan_price_in_customer_currency',
  'plan_price_in_eur',
  'presentation',
  'previous_offer_type',
  'previous_plan',
  'previous_store_product_id',
  'product',
  'promotional_offer_id',
  'purchase_type',
  'source_event_name',
  'store',
  'store_app_bundle_id',
  'store_country',
  'store_product_id',
  'subscription_status',
  'total_billing_periods',
]);

/** Names and values of points in time at Purchasely. */
const TIME_NAME = /_at(_ms)?$/;
const TIME_VALUE = /^[\dTZ:.+-]+$/;

/** Minimum length to recognize a value elsewhere. Shorter ones are too common. */
const MIN_RECOGNIZABLE = 3;
/** Minimum length of a value that the mapping may have cut. Customer.io's limit is far higher. */
const MIN_CUT = 200;

/** A webhook without personal data, and a function that masks the same values in a request. */
export interface MaskedWebhook {
  readonly webhook: unknown;
  /** Masks the identifiers of operations, and every value that was masked in the webhook. */
  maskRequest(request: unknown): unknown;
}

export function maskWebhook(webhook: unknown, hashPerson: HashPerson): MaskedWebhook {
  const masked = new Map<string, string>();

  function mask(value: unknown, name: string): unknown {
    if (Array.isArray(value)) return value.map((item) => mask(item, name));
    if (isObject(value)) return mapValues(value, mask);
    if (isHarmless(value, name)) return value;
    const stand = standIn(value, name, hashPerson);
    masked.set(String(value).toLowerCase(), stand);
    return stand;
  }

  function maskAgain(value: unknown, name: string): unknown {
    if (Array.isArray(value)) return value.map((item) => maskAgain(item, name));
    if (isObject(value)) {
      const isPerson = name === 'identifiers';
      return mapValues(value, (item, key) => (isPerson ? '<masked>' : maskAgain(item, key)));
    }
    const isCommon = typeof value === 'number' && HARMLESS.has(name);
    return isCommon ? value : (find(value) ?? value);
  }

  /** Returns the mask of a value that is in the webhook, whole or cut. */
  function find(value: unknown): string | undefined {
    const text = String(value).toLowerCase();
    if (typeof value === 'boolean' || text.length < MIN_RECOGNIZABLE) return undefined;
    const whole = masked.get(text);
    if (whole !== undefined || text.length < MIN_CUT) return whole;
    return [...masked].find(([original]) => original.startsWith(text))?.[1];
  }

  return { webhook: mask(webhook, ''), maskRequest: (request) => maskAgain(request, '') };
}

function isHarmless(value: unknown, name: string): boolean {
  if (value === null || typeof value === 'boolean' || value === '') return true;
  return HARMLESS.has(name) || (TIME_NAME.test(name) && TIME_VALUE.test(String(value)));
}

/** Returns the mask of a value, which shows its type and length. */
function standIn(value: unknown, name: string, hashPerson: HashPerson): string {
  if (PERSON_IDS.has(name)) return `<person ${hashPerson(String(value))}>`;
  return typeof value === 'string' ? `<text of ${value.length} characters>` : `<${typeof value}>`;
}

function mapValues(
  object: Record<string, unknown>,
  change: (value: unknown, name: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));
}
