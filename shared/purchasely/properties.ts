import { type AttributeType, readAttribute } from './read-attribute.ts';
import { hasStatus, isActive, isActiveWithOffer, statusOf, whileOffer } from './subscription-state.ts';
import type { PurchaselyEvent } from './webhook.ts';

/**
 * Every user property Purchasely's integrations can set and a webhook lets us know, a row each: what it means, where it
 * comes from, when it is cleared, and the function that reads it. The tables of docs/mapping.md, the editor's help and
 * the explanations of `npm run preview` are written from these rows.
 *
 * The native integration's list is only partly public, and it does not say which event changes which property or when a
 * value is cleared: those rules are ours. What each property tells is Purchasely's.
 *
 * @see https://docs.purchasely.com/docs/server-events-attributes
 */

/**
 * Whose state a property is, which decides the events that change it:
 * - `person`: any event that says something about its owner.
 * - `subscription`: lifecycle and offer events of a subscription.
 * - `one-time-purchase`: events that give the person a one-time purchase.
 */
export type PropertyScope = 'person' | 'subscription' | 'one-time-purchase';

/** `undefined`: the event does not say, leave the person's value alone. `""`: it no longer applies, clear it. */
type PropertyValue = string | number | boolean | undefined;

/** What a property is read from. */
interface EventFacts {
  readonly event: PurchaselyEvent;
  readonly planPeriodicity: Readonly<Record<string, string>>;
}

export interface PropertyDescription {
  /** `date`: sent to Customer.io as whole Unix seconds, the only form its date conditions match. */
  readonly type: AttributeType;
  readonly scope: PropertyScope;
  /** What it tells about a person. */
  readonly meaning: string;
  readonly how: 'copied' | 'derived' | 'configured';
  /** The webhook attribute it is copied from, or in words what it is derived from. */
  readonly from: string;
  /** When it is cleared, in words; left out: never. */
  readonly clearedWhen?: string;
  /** The value that an event of its scope gives it. */
  readonly read: (facts: EventFacts) => PropertyValue;
}

const copied = (
  type: AttributeType,
  scope: PropertyScope,
  from: string,
  meaning: string,
): PropertyDescription => ({
  type,
  scope,
  meaning,
  how: 'copied',
  from,
  read: ({ event }) => readAttribute(event.body, from, type),
});

/** Copied while the webhook carries it: its absence says that it no longer applies. */
const copiedWhileItApplies = (type: AttributeType, from: string, meaning: string): PropertyDescription => ({
  ...copied(type, 'subscription', from, meaning),
  clearedWhen: 'the webhook does not carry it',
  read: ({ event }) => readAttribute(event.body, from, type) ?? '',
});

const whileStatus = (status: string, meaning: string): PropertyDescription => ({
  type: 'boolean',
  scope: 'subscription',
  meaning,
  how: 'derived',
  from: `subscription_status is ${status}`,
  read: ({ event }) => hasStatus(event, status),
});

const whileActiveWith = (offer: string, meaning: string): PropertyDescription => ({
  type: 'boolean',
  scope: 'subscription',
  meaning,
  how: 'derived',
  from: `active, and offer_type is ${offer}`,
  read: ({ event }) => isActiveWithOffer(event, offer),
});

const ofOffer = (
  name: string,
  offers: readonly string[],
  clearedWhen: string,
  meaning: string,
): PropertyDescription => ({
  type: 'string',
  scope: 'subscription',
  meaning,
  how: 'derived',
  from: name,
  clearedWhen,
  read: ({ event }) => whileOffer(event, offers, readAttribute(event.body, name, 'string')),
});

function periodicityOf({ event, planPeriodicity }: EventFacts): string | undefined {
  const plan = readAttribute(event.body, 'plan', 'string');
  if (plan === undefined) return undefined;
  return Object.hasOwn(planPeriodicity, plan) ? planPeriodicity[plan] : '';
}

export const PROPERTIES = {
  user_id: copied('string', 'person', 'user_id', 'The id that the app has given to Purchasely.'),
  anonymous_user_id: copied(
    'string',
    'person',
    'anonymous_user_id',
    'The id that Purchasely’s SDK made up before the login.',
  ),
  device_id: copied(
    'string',
    'person',
    'device_id',
    'The id that Purchasely’s SDK has made up for the device.',
  ),
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
    meaning: 'Name of the newest event, as Purchasely calls it, whether it is sent or not.',
    how: 'derived',
    from: 'event_name',
    read: ({ event }) => event.name,
  },

  has_active_subscription: {
    type: 'boolean',
    scope: 'subscription',
    meaning: 'Whether the person has access through a subscription.',
    how: 'derived',
    from: 'subscription_status is AUTO_RENEWING, AUTO_RENEWING_CANCELED or IN_GRACE_PERIOD; false once transferred away',
    read: ({ event }) => isActive(event),
  },
  subscription_status: {
    type: 'string',
    scope: 'subscription',
    meaning: 'State of the subscription, such as AUTO_RENEWING or IN_GRACE_PERIOD.',
    how: 'derived',
    from: 'subscription_status; DEACTIVATED once transferred away',
    read: ({ event }) => statusOf(event),
  },
  is_auto_renewing: whileStatus('AUTO_RENEWING', 'Whether the subscription will renew by itself.'),
  is_in_grace_period: whileStatus(
    'IN_GRACE_PERIOD',
    'Whether a payment has failed and access is kept meanwhile.',
  ),
  is_in_billing_retry: whileStatus(
    'ON_HOLD',
    'Whether a payment has failed and access is lost while the store tries again.',
  ),
  is_in_trial: whileActiveWith('FREE_TRIAL', 'Whether a free trial is running.'),
  is_in_intro_offer: whileActiveWith('INTRO_OFFER', 'Whether a discounted introductory period is running.'),
  is_promo_code: whileActiveWith('PROMO_CODE', 'Whether the period of a redeemed promo code is running.'),
  trial_ends_at: {
    type: 'date',
    scope: 'subscription',
    meaning: 'End of the free trial.',
    how: 'derived',
    from: 'effective_next_renewal_at while offer_type is FREE_TRIAL',
    clearedWhen: 'offer_type is another than FREE_TRIAL',
    read: ({ event }) =>
      whileOffer(event, ['FREE_TRIAL'], readAttribute(event.body, 'effective_next_renewal_at', 'date')),
  },

  store: copied('string', 'subscription', 'store', 'Where it was bought, such as APPLE_APP_STORE.'),
  product: copied(
    'string',
    'subscription',
    'product',
    'The product as the Purchasely console names it: a group of plans.',
  ),
  plan: copied('string', 'subscription', 'plan', 'The plan as the Purchasely console names it.'),
  previous_plan: copied(
    'string',
    'subscription',
    'previous_plan',
    'The plan before an upgrade, a crossgrade or a downgrade.',
  ),
  plan_periodicity: {
    type: 'string',
    scope: 'subscription',
    meaning: 'Length of the plan’s period, in ISO 8601.',
    how: 'configured',
    from: "plan, through the connection's planPeriodicity",
    clearedWhen: 'plan is not in planPeriodicity',
    read: periodicityOf,
  },
  purchase_type: copied(
    'string',
    'subscription',
    'purchase_type',
    'RENEWING_SUBSCRIPTION or NON_RENEWING_SUBSCRIPTION.',
  ),
  store_product_id: copied('string', 'subscription', 'store_product_id', 'The product’s id in the store.'),
  is_family_shared: copied(
    'boolean',
    'subscription',
    'is_family_shared',
    'Whether access comes through family sharing.',
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
    'offer_type is another than PROMO_CODE',
    'Reference name of the redeemed promo code.',
  ),
  promotional_offer_id: ofOffer(
    'promotional_offer_id',
    ['PROMOTIONAL_OFFER'],
    'offer_type is another than PROMOTIONAL_OFFER',
    'Identifier of the running promotional offer.',
  ),
  content_id: copied(
    'string',
    'subscription',
    'content_id',
    'The content that the app named when it showed the purchase screen.',
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
    read: ({ event }) => readAttribute(event.body, 'original_purchased_at', 'date'),
  },
  next_renewal_at: copiedWhileItApplies(
    'date',
    'next_renewal_at',
    'The next renewal, grace period and deferral left aside.',
  ),
  effective_next_renewal_at: copiedWhileItApplies(
    'date',
    'effective_next_renewal_at',
    'The next renewal, grace period and deferral taken into account: access lasts until then.',
  ),
  grace_period_expires_at: copiedWhileItApplies(
    'date',
    'grace_period_expires_at',
    'End of the grace period.',
  ),
  defer_end_at: copiedWhileItApplies(
    'date',
    'defer_end_at',
    'End of the extra time that the publisher has given for free (Google).',
  ),
  auto_resume_at: copiedWhileItApplies('date', 'auto_resume_at', 'End of the pause (Google).'),

  purchasely_subscription_id: copied(
    'string',
    'subscription',
    'purchasely_subscription_id',
    'Purchasely’s id of the subscription.',
  ),
  store_transaction_id: copied(
    'string',
    'subscription',
    'store_transaction_id',
    'The store’s id of the newest transaction.',
  ),
  store_original_transaction_id: copied(
    'string',
    'subscription',
    'store_original_transaction_id',
    'The store’s id of the first transaction.',
  ),
  cumulated_revenue_in_usd: copied(
    'number',
    'subscription',
    'cumulated_revenues_in_usd',
    'Revenue so far, where the app’s integration currency is USD.',
  ),

  purchasely_one_time_purchase_id: copied(
    'string',
    'one-time-purchase',
    'purchasely_one_time_purchase_id',
    'Purchasely’s id of the newest one-time purchase.',
  ),
} satisfies Record<string, PropertyDescription>;

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
