import { PROPERTIES } from '../../../shared/purchasely/properties.ts';

/** The user properties of Purchasely's integrations under their default names, spelled out. */
const DOCUMENTED = {
  anonymous_user_id: 'string',
  user_id: 'string',
  has_active_subscription: 'boolean',
  environment: 'string',
  store: 'string',
  product: 'string',
  plan: 'string',
  plan_periodicity: 'string',
  subscription_status: 'string',
  offer_type: 'string',
  is_family_shared: 'boolean',
  content_id: 'string',
  original_purchased_at: 'date',
  subscription_started_at: 'date',
  effective_next_renewal_at: 'date',
  promotional_offer_id: 'string',
  purchased_at: 'date',
  store_country: 'string',
  store_product_id: 'string',
  offer_code_ref_name: 'string',
  offer_identifier: 'string',
  previous_offer_type: 'string',
  previous_plan: 'string',
  auto_resume_at: 'date',
  defer_end_at: 'date',
  grace_period_expires_at: 'date',
  next_renewal_at: 'date',
  placement: 'string',
  presentation: 'string',
  purchase_type: 'string',
  purchasely_subscription_id: 'string',
  purchasely_one_time_purchase_id: 'string',
  store_transaction_id: 'string',
  store_original_transaction_id: 'string',
  is_auto_renewing: 'boolean',
  is_in_billing_retry: 'boolean',
  is_in_grace_period: 'boolean',
  is_in_trial: 'boolean',
  is_in_intro_offer: 'boolean',
  is_promo_code: 'boolean',
  trial_ends_at: 'date',
  last_event: 'string',
  device_id: 'string',
  cumulated_revenue_in_usd: 'number',
  has_expired_subscription: 'boolean',
  expired_subscription_expired_at: 'date',
  expired_subscription_status: 'string',
  expired_subscription_plan: 'string',
  expired_subscription_offer_type: 'string',
  expired_subscrption_duration_in_days: 'number',
};

/** What the sum of a person's purchases adds. */
const OURS = {
  has_access: 'boolean',
  active_subscription_count: 'number',
  active_plans: 'string',
  owned_products: 'string',
};

test("offers every user property of Purchasely's integrations, with its type, and no other", () => {
  const types = Object.entries(PROPERTIES).map(([name, { type }]) => [name, type]);

  expect(Object.fromEntries(types)).toEqual({ ...DOCUMENTED, ...OURS });
});
