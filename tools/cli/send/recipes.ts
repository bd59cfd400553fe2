import type { EventName } from '../../../shared/purchasely/events.ts';

/** Describes how to make a believable webhook of an event. */
export interface Recipe {
  /** Name of the sample in tools/local/samples to start with, without `.json`. */
  readonly sample: string;
  /** Attributes that differ from the sample. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Dates that differ from the sample, in days from the event. `null` removes a date. */
  readonly inDays?: Readonly<Record<string, number | null>>;
}

const status = (subscription_status: string) => ({ subscription_status });
/** Dates of a period that begins now and lasts this number of days. */
const period = (days: number) => ({
  purchased_at: 0,
  next_renewal_at: days,
  effective_next_renewal_at: days,
});
/** Dates of a first period that ends now and lasted this number of days. */
const over = (days: number) => ({
  purchased_at: -days,
  original_purchased_at: -days,
  next_renewal_at: 0,
  effective_next_renewal_at: 0,
});

/**
 * A recipe for each event: its sample, or the nearest sample and the differences. The status of an event is documented
 * for some events and assumed for the others.
 *
 * @see https://docs.purchasely.com/docs/server-events-attributes
 */
export const RECIPES: Readonly<Record<EventName, Recipe>> = {
  ACTIVATE: { sample: 'activate-trial' },
  DEACTIVATE: { sample: 'deactivate-terminated' },

  SUBSCRIPTION_STARTED: { sample: 'subscription-started-trial' },
  SUBSCRIPTION_RENEWED: { sample: 'subscription-renewed' },
  SUBSCRIPTION_REACTIVATED: { sample: 'subscription-renewed' },
  SUBSCRIPTION_TERMINATED: { sample: 'subscription-terminated' },
  RENEWAL_DISABLED: { sample: 'renewal-disabled' },
  RENEWAL_ENABLED: { sample: 'renewal-disabled', attributes: status('AUTO_RENEWING') },
  RETENTION_MESSAGE_REQUESTED: { sample: 'retention-message-requested' },
  SUBSCRIPTION_REFUNDED_REVOKED: { sample: 'subscription-refunded-revoked' },
  FAMILY_SHARED_REVOKED: { sample: 'subscription-terminated', attributes: { is_family_shared: true } },

  GRACE_PERIOD_STARTED: { sample: 'grace-period-started' },
  GRACE_PERIOD_TERMINATED: {
    sample: 'grace-period-started',
    attributes: status('ON_HOLD'),
    inDays: {
      purchased_at: -46,
      next_renewal_at: -16,
      effective_next_renewal_at: 0,
      grace_period_expires_at: 0,
    },
  },
  SUBSCRIPTION_CANCELLED_DURING_GRACE_PERIOD: { sample: 'subscription-terminated' },
  SUBSCRIPTION_RECOVERED_FROM_GRACE_PERIOD: { sample: 'subscription-renewed' },
  ENTERED_BILLING_RETRY: {
    sample: 'grace-period-started',
    attributes: status('ON_HOLD'),
    inDays: { effective_next_renewal_at: 0, grace_period_expires_at: null },
  },
  SUBSCRIPTION_RECOVERED_FROM_BILLING_RETRY: { sample: 'subscription-renewed' },

  SUBSCRIPTION_UPGRADED: { sample: 'subscription-upgraded-google' },
  SUBSCRIPTION_CROSSGRADED: { sample: 'subscription-upgraded-google' },
  SUBSCRIPTION_DOWNGRADED: {
    sample: 'subscription-upgraded-google',
    attributes: {
      plan: 'CINEMA_PLUS_MONTHLY',
      store_product_id: 'app.example.cinema.plus:monthly',
      previous_plan: 'CINEMA_PLUS_YEARLY',
      previous_store_product_id: 'app.example.cinema.plus:yearly',
      plan_price_in_eur: 9.99,
      plan_price_in_customer_currency: 9.99,
      full_plan_price_in_eur: 9.99,
      full_plan_price_in_customer_currency: 9.99,
    },
    inDays: period(30),
  },
  SUBSCRIPTION_DEFERRED: {
    sample: 'subscription-paused-google',
    attributes: status('AUTO_RENEWING'),
    inDays: {
      purchased_at: -20,
      next_renewal_at: 10,
      effective_next_renewal_at: 17,
      defer_end_at: 17,
      auto_resume_at: null,
    },
  },

  SUBSCRIPTION_TRANSFERRED: { sample: 'subscription-transferred' },
  SUBSCRIPTION_RECEIVED: { sample: 'subscription-received' },
  ONE_TIME_PURCHASE_TRANSFERRED: { sample: 'one-time-purchase-received' },
  ONE_TIME_PURCHASE_RECEIVED: { sample: 'one-time-purchase-received' },

  SUBSCRIPTION_WILL_PAUSE: {
    sample: 'subscription-paused-google',
    attributes: status('AUTO_RENEWING'),
    inDays: { purchased_at: -20, next_renewal_at: 10, effective_next_renewal_at: 10, auto_resume_at: 41 },
  },
  SUBSCRIPTION_WILL_NOT_PAUSE: {
    sample: 'subscription-paused-google',
    attributes: status('AUTO_RENEWING'),
    inDays: { purchased_at: -20, next_renewal_at: 10, effective_next_renewal_at: 10, auto_resume_at: null },
  },
  SUBSCRIPTION_PAUSED: { sample: 'subscription-paused-google' },
  SUBSCRIPTION_UNPAUSED: {
    sample: 'subscription-paused-google',
    attributes: status('AUTO_RENEWING'),
    inDays: { ...period(30), auto_resume_at: null },
  },
  SUBSCRIPTION_CANCELLED_DURING_PAUSE: {
    sample: 'subscription-paused-google',
    attributes: status('DEACTIVATED'),
    inDays: { auto_resume_at: null },
  },

  INSTALLMENT_PAID: { sample: 'installment-paid' },
  INSTALLMENT_REFUNDED: { sample: 'installment-paid' },

  TRIAL_STARTED: { sample: 'trial-started' },
  TRIAL_CONVERTED: { sample: 'trial-converted' },
  TRIAL_NOT_CONVERTED: { sample: 'trial-started', attributes: status('DEACTIVATED'), inDays: over(7) },
  INTRO_OFFER_STARTED: {
    sample: 'trial-started',
    attributes: {
      offer_type: 'INTRO_OFFER',
      plan_price_in_eur: 4.99,
      plan_price_in_customer_currency: 4.99,
      cumulated_revenues_in_eur: 4.99,
    },
    inDays: period(30),
  },
  INTRO_OFFER_CONVERTED: {
    sample: 'trial-converted',
    attributes: { previous_offer_type: 'INTRO_OFFER' },
    inDays: { original_purchased_at: -30 },
  },
  INTRO_OFFER_NOT_CONVERTED: {
    sample: 'trial-started',
    attributes: { offer_type: 'INTRO_OFFER', ...status('DEACTIVATED') },
    inDays: over(30),
  },
  PROMO_CODE_STARTED: { sample: 'promo-code-started' },
  PROMO_CODE_CONVERTED: {
    sample: 'trial-converted',
    attributes: { previous_offer_type: 'PROMO_CODE' },
    inDays: { original_purchased_at: -92 },
  },
  PROMO_CODE_NOT_CONVERTED: {
    sample: 'promo-code-started',
    attributes: status('DEACTIVATED'),
    inDays: over(92),
  },
  PROMOTIONAL_OFFER_STARTED: { sample: 'promotional-offer-started-google' },
  PROMOTIONAL_OFFER_CONVERTED: {
    sample: 'trial-converted',
    attributes: { previous_offer_type: 'PROMOTIONAL_OFFER' },
    inDays: { original_purchased_at: -30 },
  },
  PROMOTIONAL_OFFER_NOT_CONVERTED: {
    sample: 'promotional-offer-started-google',
    attributes: status('DEACTIVATED'),
    inDays: over(30),
  },

  TRANSACTION_PROCESSED: { sample: 'transaction-processed-renewal' },
};
