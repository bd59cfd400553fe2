import {
  PROPERTIES,
  type PropertyDescription,
  type PropertyName,
} from '../../shared/purchasely/properties.ts';

/**
 * What each property tells about a person. A new property does not compile until it has its words.
 *
 * @see https://docs.purchasely.com/docs/server-events-attributes
 */
export const PROPERTY_MEANINGS: Readonly<Record<PropertyName, string>> = {
  user_id: 'The id that the app has given to Purchasely.',
  anonymous_user_id: 'The id that Purchasely’s SDK made up before the login.',
  device_id: 'The id that Purchasely’s SDK has made up for the device.',
  environment: 'PRODUCTION or SANDBOX: where the newest event comes from.',
  store_country: 'Country of the store account, two letters.',
  last_event: 'Name of the newest event, as Purchasely calls it, whether it is sent or not.',

  has_active_subscription: 'Whether the person has access through a subscription.',
  subscription_status: 'State of the subscription, such as AUTO_RENEWING or IN_GRACE_PERIOD.',
  is_auto_renewing: 'Whether the subscription will renew by itself.',
  is_in_grace_period: 'Whether a payment has failed and access is kept meanwhile.',
  is_in_billing_retry: 'Whether a payment has failed and access is lost while the store tries again.',
  is_in_trial: 'Whether a free trial is running.',
  is_in_intro_offer: 'Whether a discounted introductory period is running.',
  is_promo_code: 'Whether the period of a redeemed promo code is running.',
  trial_ends_at: 'End of the free trial.',

  store: 'Where it was bought, such as APPLE_APP_STORE.',
  product: 'The product as the Purchasely console names it: a group of plans.',
  plan: 'The plan as the Purchasely console names it.',
  previous_plan: 'The plan before an upgrade, a crossgrade or a downgrade.',
  plan_periodicity: 'Length of the plan’s period, in ISO 8601.',
  purchase_type: 'RENEWING_SUBSCRIPTION or NON_RENEWING_SUBSCRIPTION.',
  store_product_id: 'The product’s id in the store.',
  is_family_shared: 'Whether access comes through family sharing.',
  offer_type: 'Offer of the current period: NONE, FREE_TRIAL, INTRO_OFFER, PROMO_CODE or PROMOTIONAL_OFFER.',
  previous_offer_type: 'Offer of the period before.',
  offer_identifier: 'Identifier of the redeemed code or offer.',
  offer_code_ref_name: 'Reference name of the redeemed promo code.',
  promotional_offer_id: 'Identifier of the running promotional offer.',
  content_id: 'The content that the app named when it showed the purchase screen.',
  placement: 'Placement of the purchase screen.',
  presentation: 'The purchase screen.',

  purchased_at: 'Time of the newest transaction.',
  original_purchased_at: 'Time of the first transaction.',
  subscription_started_at: 'Start of the subscription.',
  next_renewal_at: 'The next renewal, grace period and deferral left aside.',
  effective_next_renewal_at:
    'The next renewal, grace period and deferral taken into account: access lasts until then.',
  grace_period_expires_at: 'End of the grace period.',
  defer_end_at: 'End of the extra time that the publisher has given for free (Google).',
  auto_resume_at: 'End of the pause (Google).',

  purchasely_subscription_id: 'Purchasely’s id of the subscription.',
  store_transaction_id: 'The store’s id of the newest transaction.',
  store_original_transaction_id: 'The store’s id of the first transaction.',
  cumulated_revenue_in_usd: 'Revenue so far, where the app’s integration currency is USD.',

  purchasely_one_time_purchase_id: 'Purchasely’s id of the newest one-time purchase.',
};

/** When a property that is not simply copied is cleared. */
const CLEARED_WHEN: Readonly<Partial<Record<PropertyName, string>>> = {
  trial_ends_at: 'offer_type is another than FREE_TRIAL',
  plan_periodicity: 'plan is not in planPeriodicity',
  offer_identifier: 'offer_type is neither PROMO_CODE nor PROMOTIONAL_OFFER',
  offer_code_ref_name: 'offer_type is another than PROMO_CODE',
  promotional_offer_id: 'offer_type is another than PROMOTIONAL_OFFER',
};

/** When a property is cleared; `undefined` if it never is. */
export function clearedWhen(name: PropertyName): string | undefined {
  const { how, whenAbsent }: PropertyDescription = PROPERTIES[name];
  if (whenAbsent === 'keep') return undefined;
  if (how === 'copied') return 'the webhook does not carry it';
  const words = CLEARED_WHEN[name];
  if (words === undefined) throw new Error(`say in CLEARED_WHEN when ${name} is cleared`);
  return words;
}

/** Where the value comes from, without the part of the rule that `clearedWhen` tells. */
export function sourceWords(name: PropertyName): string {
  return PROPERTIES[name].from.replace(/; cleared when .*$/, '');
}
