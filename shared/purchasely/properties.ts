/**
 * Every user property Purchasely's integrations can set and a webhook lets us know, as data. How a derived one is
 * computed is in `shared/mapping/derive-properties.ts`; what it means and when it changes is said here.
 *
 * The native integration's list is only partly public, and it does not say which event changes which property or when a
 * value is cleared: those rules are ours (docs/mapping.md).
 */

/** `date`: sent to Customer.io as whole Unix seconds, the only form its date conditions match. */
export type PropertyType = 'string' | 'boolean' | 'number' | 'date';

/**
 * Whose state a property is, which decides the events that change it:
 * - `person`: any event that says something about its owner.
 * - `subscription`: lifecycle and offer events of a subscription.
 * - `one-time-purchase`: events that give the person a one-time purchase.
 */
export type PropertyScope = 'person' | 'subscription' | 'one-time-purchase';

export interface PropertyDescription {
  readonly type: PropertyType;
  readonly scope: PropertyScope;
  /** The webhook attribute it is read from, or in words what it is derived from. */
  readonly from: string;
  readonly how: 'copied' | 'derived' | 'configured';
  /** What an event of its scope without a value does: nothing, or clear it because it has stopped applying. */
  readonly whenAbsent: 'keep' | 'clear';
}

const copied = (type: PropertyType, scope: PropertyScope, from: string) =>
  ({ type, scope, from, how: 'copied', whenAbsent: 'keep' }) as const;
/** Copied while the webhook carries it: its absence says that it no longer applies. */
const copiedWhileItApplies = (type: PropertyType, from: string) =>
  ({ type, scope: 'subscription', from, how: 'copied', whenAbsent: 'clear' }) as const;
const derived = (type: PropertyType, from: string, whenAbsent: 'keep' | 'clear' = 'keep') =>
  ({ type, scope: 'subscription', from, how: 'derived', whenAbsent }) as const;

export const PROPERTIES = {
  user_id: copied('string', 'person', 'user_id'),
  anonymous_user_id: copied('string', 'person', 'anonymous_user_id'),
  device_id: copied('string', 'person', 'device_id'),
  environment: copied('string', 'person', 'environment'),
  store_country: copied('string', 'person', 'store_country'),
  last_event: {
    type: 'string',
    scope: 'person',
    from: 'event_name',
    how: 'derived',
    whenAbsent: 'keep',
  },

  has_active_subscription: derived(
    'boolean',
    'subscription_status is AUTO_RENEWING, AUTO_RENEWING_CANCELED or IN_GRACE_PERIOD; false once transferred away',
  ),
  subscription_status: derived('string', 'subscription_status; DEACTIVATED once transferred away'),
  is_auto_renewing: derived('boolean', 'subscription_status is AUTO_RENEWING'),
  is_in_grace_period: derived('boolean', 'subscription_status is IN_GRACE_PERIOD'),
  is_in_billing_retry: derived('boolean', 'subscription_status is ON_HOLD'),
  is_in_trial: derived('boolean', 'active, and offer_type is FREE_TRIAL'),
  is_in_intro_offer: derived('boolean', 'active, and offer_type is INTRO_OFFER'),
  is_promo_code: derived('boolean', 'active, and offer_type is PROMO_CODE'),
  trial_ends_at: derived('date', 'effective_next_renewal_at while offer_type is FREE_TRIAL', 'clear'),

  store: copied('string', 'subscription', 'store'),
  product: copied('string', 'subscription', 'product'),
  plan: copied('string', 'subscription', 'plan'),
  previous_plan: copied('string', 'subscription', 'previous_plan'),
  plan_periodicity: {
    type: 'string',
    scope: 'subscription',
    from: "plan, through the connection's planPeriodicity",
    how: 'configured',
    whenAbsent: 'clear',
  },
  purchase_type: copied('string', 'subscription', 'purchase_type'),
  store_product_id: copied('string', 'subscription', 'store_product_id'),
  is_family_shared: copied('boolean', 'subscription', 'is_family_shared'),
  offer_type: copied('string', 'subscription', 'offer_type'),
  previous_offer_type: copied('string', 'subscription', 'previous_offer_type'),
  offer_identifier: derived(
    'string',
    'offer_identifier; cleared when offer_type is neither PROMO_CODE nor PROMOTIONAL_OFFER',
    'clear',
  ),
  offer_code_ref_name: derived(
    'string',
    'offer_code_ref_name; cleared when offer_type is not PROMO_CODE',
    'clear',
  ),
  promotional_offer_id: derived(
    'string',
    'promotional_offer_id; cleared when offer_type is not PROMOTIONAL_OFFER',
    'clear',
  ),
  content_id: copied('string', 'subscription', 'content_id'),
  placement: copied('string', 'subscription', 'placement'),
  presentation: copied('string', 'subscription', 'presentation'),

  purchased_at: copied('date', 'subscription', 'purchased_at'),
  original_purchased_at: copied('date', 'subscription', 'original_purchased_at'),
  subscription_started_at: derived('date', 'original_purchased_at'),
  next_renewal_at: copiedWhileItApplies('date', 'next_renewal_at'),
  effective_next_renewal_at: copiedWhileItApplies('date', 'effective_next_renewal_at'),
  grace_period_expires_at: copiedWhileItApplies('date', 'grace_period_expires_at'),
  defer_end_at: copiedWhileItApplies('date', 'defer_end_at'),
  auto_resume_at: copiedWhileItApplies('date', 'auto_resume_at'),

  purchasely_subscription_id: copied('string', 'subscription', 'purchasely_subscription_id'),
  store_transaction_id: copied('string', 'subscription', 'store_transaction_id'),
  store_original_transaction_id: copied('string', 'subscription', 'store_original_transaction_id'),
  cumulated_revenue_in_usd: copied('number', 'subscription', 'cumulated_revenues_in_usd'),

  purchasely_one_time_purchase_id: copied('string', 'one-time-purchase', 'purchasely_one_time_purchase_id'),
} as const satisfies Record<string, PropertyDescription>;

export type PropertyName = keyof typeof PROPERTIES;

export const PROPERTY_NAMES = Object.keys(PROPERTIES) as PropertyName[];

/**
 * Properties the native integration lists as planned. They need the history of a person, which this connector does not
 * keep: a configuration that names one is told so.
 */
export const PROPERTIES_THAT_NEED_HISTORY: readonly string[] = [
  'has_expired_subscription',
  'expired_subscription_expired_at',
  'expired_subscription_status',
  'expired_subscription_plan',
  'expired_subscription_offer_type',
  'expired_subscrption_duration_in_days',
];
