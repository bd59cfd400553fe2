import type { KnownPurchase, KnownPurchases, Said } from './known-purchases.ts';
import { type AttributeType, readAttribute } from './read-attribute.ts';
import { isActive, meantBy, type Standing, statusOf } from './standing.ts';
import type { PurchaselyEvent } from './webhook.ts';

/**
 * Every user property Purchasely's integrations can set and a webhook lets us know, and those that the sum of a person's
 * purchases adds, a row each: what it means, where it comes from, when it is cleared, and the function that reads it. The
 * tables of docs/mapping.md, the editor's help and the explanations of `npm run preview` are written from these rows.
 *
 * The native integration's list is only partly public, and it does not say which event changes which property or when a
 * value is cleared: those rules are this project's. The meaning of each property is Purchasely's.
 *
 * @see https://docs.purchasely.com/docs/server-events-attributes
 */

/**
 * Scope of a property:
 * - `person`: the person of the newest event.
 * - `subscription`: the main subscription of the person, and on an event the event's own.
 * - `purchases`: all subscriptions and one-time purchases of the person together.
 * - `one-time-purchase`: the newest one-time purchase.
 */
export type PropertyScope = 'person' | 'subscription' | 'purchases' | 'one-time-purchase';

type PlanPeriodicity = Readonly<Record<string, string>>;

/** `undefined`: nothing is known, leave the person's value alone. `""`: it does not apply, clear it. */
type Value = Said | undefined;

interface Description {
  /** `date`: sent to Customer.io as whole Unix seconds, the only form its date conditions match. */
  readonly type: AttributeType;
  readonly scope: PropertyScope;
  /** Its meaning for a person. */
  readonly meaning: string;
  readonly how: 'copied' | 'derived' | 'configured';
  /** The webhook attribute it is copied from, or in words what it is derived from. */
  readonly from: string;
  /** When it is cleared, in words; left out: never, but for a subscription that is not the main one any more. */
  readonly clearedWhen?: string;
}

/** Said by an event, and kept as it was said. */
export interface SaidProperty extends Description {
  readonly scope: 'person' | 'subscription' | 'one-time-purchase';
  readonly said: (event: PurchaselyEvent) => Value;
}

/** Follows from what is kept of one subscription. */
interface SubscriptionProperty extends Description {
  readonly scope: 'subscription';
  readonly ofSubscription: (subscription: KnownPurchase, planPeriodicity: PlanPeriodicity) => Value;
}

/** Follows from what is kept of all purchases. */
interface PurchasesProperty extends Description {
  readonly scope: 'purchases';
  readonly ofPurchases: (purchases: KnownPurchases) => Value;
}

export type PropertyDescription = SaidProperty | SubscriptionProperty | PurchasesProperty;

const copied = (
  type: AttributeType,
  scope: SaidProperty['scope'],
  from: string,
  meaning: string,
): SaidProperty => ({
  type,
  scope,
  meaning,
  how: 'copied',
  from,
  said: (event) => readAttribute(event.body, from, type),
});

/** Copied while the webhook carries it: its absence says that it no longer applies. */
const copiedWhileItApplies = (type: AttributeType, from: string, meaning: string): SaidProperty => ({
  ...copied(type, 'subscription', from, meaning),
  clearedWhen: 'not in the webhook',
  said: (event) => readAttribute(event.body, from, type) ?? '',
});

const whileStanding = (standing: Standing, status: string, meaning: string): SubscriptionProperty => ({
  type: 'boolean',
  scope: 'subscription',
  meaning,
  how: 'derived',
  from: `subscription_status is ${status}, or the event means it`,
  ofSubscription: (subscription) =>
    subscription.standing === undefined ? undefined : subscription.standing === standing,
});

const whileActiveWith = (offer: string, meaning: string): SubscriptionProperty => ({
  type: 'boolean',
  scope: 'subscription',
  meaning,
  how: 'derived',
  from: `active, and offer_type is ${offer}`,
  ofSubscription: ({ standing, said: { offer_type } }) => {
    if (standing === undefined) return undefined;
    if (!isActive(standing)) return false;
    return offer_type === undefined ? undefined : offer_type === offer;
  },
});

/**
 * An attribute that describes the running offer. Only some events of an offer carry it, so while the offer runs its
 * absence says nothing; once another offer, or none, runs it is cleared.
 */
const ofOffer = (
  name: string,
  offers: readonly string[],
  clearedWhen: string,
  meaning: string,
): SaidProperty => ({
  type: 'string',
  scope: 'subscription',
  meaning,
  how: 'derived',
  from: name,
  clearedWhen,
  said: ({ body }) => {
    const offer = readAttribute(body, 'offer_type', 'string');
    if (offer === undefined) return undefined;
    return offers.includes(offer) ? readAttribute(body, name, 'string') : '';
  },
});

/** Something about the subscription that ended last. */
const ofExpired = (
  type: AttributeType,
  from: string,
  meaning: string,
  read: (expired: KnownPurchase) => Value,
): PurchasesProperty => ({
  type,
  scope: 'purchases',
  meaning,
  how: 'derived',
  from,
  clearedWhen: 'none or unknown',
  ofPurchases: ({ subscriptions, expired }) => {
    if (expired !== undefined) return read(expired) ?? '';
    return subscriptions.length === 0 ? undefined : '';
  },
});

const SECONDS_PER_DAY = 86_400;

function durationInDays({ standingSinceMs, said: { original_purchased_at } }: KnownPurchase): Value {
  if (typeof original_purchased_at !== 'number') return undefined;
  return Math.max(0, Math.floor((standingSinceMs / 1000 - original_purchased_at) / SECONDS_PER_DAY));
}

/** Sorted, so that the text changes only when what it says does. A plan without a name is called by its product. */
function namesOf(purchases: readonly KnownPurchase[]): string {
  const names = purchases.map(({ said }) => said['plan'] ?? said['product'] ?? '');
  return [...new Set(names.filter((name) => name !== ''))].sort().join(',');
}

export const PROPERTIES = {
  user_id: copied('string', 'person', 'user_id', 'Id that the app gave to Purchasely.'),
  anonymous_user_id: copied(
    'string',
    'person',
    'anonymous_user_id',
    'Id that Purchasely’s SDK generated before the login.',
  ),
  device_id: copied('string', 'person', 'device_id', 'Id that Purchasely’s SDK generated for the device.'),
  environment: copied(
    'string',
    'person',
    'environment',
    'PRODUCTION or SANDBOX: where the newest event comes from.',
  ),
  store_country: copied('string', 'person', 'store_country', 'Country of the store account, two letters.'),
  last_event: {
    type: 'string',
    scope: 'person',
    meaning: 'Name of the newest event, as Purchasely calls it, sent or not.',
    how: 'derived',
    from: 'event_name; for ACTIVATE and DEACTIVATE, source_event_name if present',
    said: meantBy,
  },

  has_active_subscription: {
    type: 'boolean',
    scope: 'purchases',
    meaning: 'The person has access through a subscription.',
    how: 'derived',
    from: 'a subscription renews, is in its grace period, or is cancelled and still running',
    ofPurchases: ({ subscriptions, active }) => {
      const isKnown = subscriptions.some(({ standing }) => standing !== undefined);
      return isKnown ? active.length > 0 : undefined;
    },
  },
  has_access: {
    type: 'boolean',
    scope: 'purchases',
    meaning: 'The person has access, through a subscription or a lifetime purchase.',
    how: 'derived',
    from: 'an active subscription, or a non-consumable that the person owns',
    ofPurchases: ({ subscriptions, active, owned }) => {
      if (active.length > 0 || owned.length > 0) return true;
      return subscriptions.some(({ standing }) => standing === undefined) ? undefined : false;
    },
  },
  active_subscription_count: {
    type: 'number',
    scope: 'purchases',
    meaning: 'Number of subscriptions that give access.',
    how: 'derived',
    from: 'the active subscriptions',
    ofPurchases: ({ active }) => active.length,
  },
  active_plans: {
    type: 'string',
    scope: 'purchases',
    meaning: 'Plans of the active subscriptions, sorted, separated by commas.',
    how: 'derived',
    from: 'plan of each active subscription, or else its product',
    clearedWhen: 'no subscription is active',
    ofPurchases: ({ active }) => namesOf(active),
  },
  owned_products: {
    type: 'string',
    scope: 'purchases',
    meaning: 'Plans of the non-consumables that the person owns, sorted, separated by commas.',
    how: 'derived',
    from: 'plan, or else product, of each non-consumable bought or received and not refunded or transferred',
    clearedWhen: 'the person owns none',
    ofPurchases: ({ owned }) => namesOf(owned),
  },
  subscription_status: {
    type: 'string',
    scope: 'subscription',
    meaning: 'State of the subscription, such as AUTO_RENEWING or IN_GRACE_PERIOD.',
    how: 'derived',
    from: 'subscription_status; DEACTIVATED, ON_HOLD or PAUSED if the event ends access and the status does not say so',
    said: statusOf,
  },
  is_auto_renewing: whileStanding('renewing', 'AUTO_RENEWING', 'The subscription will renew automatically.'),
  is_in_grace_period: whileStanding('grace', 'IN_GRACE_PERIOD', 'A payment has failed and access continues.'),
  is_in_billing_retry: whileStanding(
    'hold',
    'ON_HOLD',
    'A payment has failed and access is lost while the store retries.',
  ),
  is_in_trial: whileActiveWith('FREE_TRIAL', 'A free trial is running.'),
  is_in_intro_offer: whileActiveWith('INTRO_OFFER', 'A discounted introductory period is running.'),
  is_promo_code: whileActiveWith('PROMO_CODE', 'The period of a redeemed promo code is running.'),
  trial_ends_at: {
    type: 'date',
    scope: 'subscription',
    meaning: 'End of the free trial.',
    how: 'derived',
    from: 'effective_next_renewal_at while offer_type is FREE_TRIAL',
    clearedWhen: 'offer_type is not FREE_TRIAL',
    ofSubscription: ({ said: { offer_type, effective_next_renewal_at } }) => {
      if (offer_type === undefined) return undefined;
      if (offer_type !== 'FREE_TRIAL') return '';
      return effective_next_renewal_at === '' ? undefined : effective_next_renewal_at;
    },
  },

  store: copied('string', 'subscription', 'store', 'Store of the purchase, such as APPLE_APP_STORE.'),
  product: copied(
    'string',
    'subscription',
    'product',
    'Product, a group of plans, as named in the Purchasely console.',
  ),
  plan: copied('string', 'subscription', 'plan', 'Plan, as named in the Purchasely console.'),
  previous_plan: copied(
    'string',
    'subscription',
    'previous_plan',
    'Plan before an upgrade, crossgrade or downgrade.',
  ),
  plan_periodicity: {
    type: 'string',
    scope: 'subscription',
    meaning: 'Length of the plan’s period, in ISO 8601.',
    how: 'configured',
    from: 'plan, looked up in planPeriodicity',
    clearedWhen: 'plan is not in planPeriodicity',
    ofSubscription: ({ said: { plan } }, planPeriodicity) => {
      if (typeof plan !== 'string') return undefined;
      return Object.hasOwn(planPeriodicity, plan) ? planPeriodicity[plan] : '';
    },
  },
  purchase_type: copied(
    'string',
    'subscription',
    'purchase_type',
    'RENEWING_SUBSCRIPTION or NON_RENEWING_SUBSCRIPTION.',
  ),
  store_product_id: copied('string', 'subscription', 'store_product_id', 'Id of the product in the store.'),
  is_family_shared: copied(
    'boolean',
    'subscription',
    'is_family_shared',
    'Access comes from family sharing.',
  ),
  offer_type: copied(
    'string',
    'subscription',
    'offer_type',
    'Offer of the current period: NONE, FREE_TRIAL, INTRO_OFFER, PROMO_CODE or PROMOTIONAL_OFFER.',
  ),
  previous_offer_type: copied('string', 'subscription', 'previous_offer_type', 'Offer of the period before.'),
  offer_identifier: ofOffer(
    'offer_identifier',
    ['PROMO_CODE', 'PROMOTIONAL_OFFER'],
    'offer_type is neither PROMO_CODE nor PROMOTIONAL_OFFER',
    'Identifier of the redeemed code or offer.',
  ),
  offer_code_ref_name: ofOffer(
    'offer_code_ref_name',
    ['PROMO_CODE'],
    'offer_type is not PROMO_CODE',
    'Reference name of the redeemed promo code.',
  ),
  promotional_offer_id: ofOffer(
    'promotional_offer_id',
    ['PROMOTIONAL_OFFER'],
    'offer_type is not PROMOTIONAL_OFFER',
    'Identifier of the running promotional offer.',
  ),
  content_id: copied(
    'string',
    'subscription',
    'content_id',
    'Content that the app named when it showed the purchase screen.',
  ),
  placement: copied('string', 'subscription', 'placement', 'Placement of the purchase screen.'),
  presentation: copied('string', 'subscription', 'presentation', 'The purchase screen.'),

  purchased_at: copied('date', 'subscription', 'purchased_at', 'Time of the newest transaction.'),
  original_purchased_at: copied(
    'date',
    'subscription',
    'original_purchased_at',
    'Time of the first transaction.',
  ),
  subscription_started_at: {
    type: 'date',
    scope: 'subscription',
    meaning: 'Start of the subscription.',
    how: 'derived',
    from: 'original_purchased_at',
    ofSubscription: ({ said: { original_purchased_at } }) => original_purchased_at,
  },
  next_renewal_at: copiedWhileItApplies(
    'date',
    'next_renewal_at',
    'Next renewal, without grace period and deferral.',
  ),
  effective_next_renewal_at: copiedWhileItApplies(
    'date',
    'effective_next_renewal_at',
    'Next renewal, including grace period and deferral: access lasts until then.',
  ),
  grace_period_expires_at: copiedWhileItApplies(
    'date',
    'grace_period_expires_at',
    'End of the grace period.',
  ),
  defer_end_at: copiedWhileItApplies(
    'date',
    'defer_end_at',
    'End of the free extra time from the publisher (Google).',
  ),
  auto_resume_at: copiedWhileItApplies('date', 'auto_resume_at', 'End of the pause (Google).'),

  purchasely_subscription_id: copied(
    'string',
    'subscription',
    'purchasely_subscription_id',
    'Id of the subscription at Purchasely.',
  ),
  store_transaction_id: copied(
    'string',
    'subscription',
    'store_transaction_id',
    'Id of the newest transaction in the store.',
  ),
  store_original_transaction_id: copied(
    'string',
    'subscription',
    'store_original_transaction_id',
    'Id of the first transaction in the store.',
  ),
  cumulated_revenue_in_usd: copied(
    'number',
    'subscription',
    'cumulated_revenues_in_usd',
    'Revenue so far, if the app’s integration currency is USD.',
  ),

  purchasely_one_time_purchase_id: copied(
    'string',
    'one-time-purchase',
    'purchasely_one_time_purchase_id',
    'Id of the newest one-time purchase at Purchasely.',
  ),

  has_expired_subscription: {
    type: 'boolean',
    scope: 'purchases',
    meaning: 'A subscription of the person has ended. One that moved to another person or plan has not.',
    how: 'derived',
    from: 'a subscription has ended: cancelled, unpaid, refunded, or no longer shared',
    ofPurchases: ({ subscriptions, expired }) =>
      subscriptions.length === 0 ? undefined : expired !== undefined,
  },
  expired_subscription_expired_at: ofExpired(
    'date',
    'event_created_at of the event that ended it',
    'End of the subscription that ended last.',
    ({ standingSinceMs }) => Math.floor(standingSinceMs / 1000),
  ),
  expired_subscription_status: ofExpired(
    'string',
    'its subscription_status',
    'Its status: DEACTIVATED (cancelled), UNPAID or REVOKED (refunded).',
    ({ said: { subscription_status } }) => subscription_status,
  ),
  expired_subscription_plan: ofExpired('string', 'its plan', 'Its plan.', ({ said: { plan } }) => plan),
  expired_subscription_offer_type: ofExpired(
    'string',
    'its offer_type',
    'Offer of its last period.',
    ({ said: { offer_type } }) => offer_type,
  ),
  expired_subscrption_duration_in_days: ofExpired(
    'number',
    'from its original_purchased_at to its end',
    'Its duration in whole days. The spelling is Purchasely’s.',
    durationInDays,
  ),
} satisfies Record<string, PropertyDescription>;

export type PropertyName = keyof typeof PROPERTIES;

export const PROPERTY_NAMES = Object.keys(PROPERTIES) as PropertyName[];

/** The properties that come from events, by name. */
export const SAID_PROPERTIES: readonly (readonly [PropertyName, SaidProperty])[] = PROPERTY_NAMES.flatMap(
  (name) => {
    const property: PropertyDescription = PROPERTIES[name];
    return 'said' in property ? [[name, property] as const] : [];
  },
);
