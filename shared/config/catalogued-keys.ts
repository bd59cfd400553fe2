/**
 * The names that the configuration takes, with their meanings, for editors: written from the catalogues of
 * shared/purchasely by tools/docs/config-help.ts. Do not edit.
 */

/** Something for every event of Purchasely. */
export interface EventKeys<Switch> {
  /** Access began or continues. The only event of a one-time purchase. (entitlement) */
  readonly ACTIVATE?: Switch;
  /** Access ended. The only event when a one-time purchase is refunded. (entitlement) */
  readonly DEACTIVATE?: Switch;
  /** A subscription was bought, with or without an offer. (lifecycle) */
  readonly SUBSCRIPTION_STARTED?: Switch;
  /** The subscription was renewed. (lifecycle) */
  readonly SUBSCRIPTION_RENEWED?: Switch;
  /** An expired subscription is active again. (lifecycle) */
  readonly SUBSCRIPTION_REACTIVATED?: Switch;
  /** The subscription ended; the status says why. (lifecycle) */
  readonly SUBSCRIPTION_TERMINATED?: Switch;
  /** Auto-renewal was switched off; access continues until the period ends. (lifecycle) */
  readonly RENEWAL_DISABLED?: Switch;
  /** Auto-renewal was switched on again before the period ended. (lifecycle) */
  readonly RENEWAL_ENABLED?: Switch;
  /** Apple asked for a retention message. Not a cancellation. (lifecycle) */
  readonly RETENTION_MESSAGE_REQUESTED?: Switch;
  /** The subscription was refunded; access is lost. (lifecycle) */
  readonly SUBSCRIPTION_REFUNDED_REVOKED?: Switch;
  /** The owner stopped sharing the subscription with this family member. (lifecycle) */
  readonly FAMILY_SHARED_REVOKED?: Switch;
  /** A renewal payment failed; access is kept during the grace period. (lifecycle) */
  readonly GRACE_PERIOD_STARTED?: Switch;
  /** The grace period ended unpaid; access is lost, billing retry follows. (lifecycle) */
  readonly GRACE_PERIOD_TERMINATED?: Switch;
  /** Cancelled during the grace period. (lifecycle) */
  readonly SUBSCRIPTION_CANCELLED_DURING_GRACE_PERIOD?: Switch;
  /** The payment succeeded during the grace period. (lifecycle) */
  readonly SUBSCRIPTION_RECOVERED_FROM_GRACE_PERIOD?: Switch;
  /** The payment failed; no access while the store retries. (lifecycle) */
  readonly ENTERED_BILLING_RETRY?: Switch;
  /** The payment succeeded during billing retry. (lifecycle) */
  readonly SUBSCRIPTION_RECOVERED_FROM_BILLING_RETRY?: Switch;
  /** Moved to a higher plan, at once. (lifecycle) */
  readonly SUBSCRIPTION_UPGRADED?: Switch;
  /** Moved to a plan of the same level. (lifecycle) */
  readonly SUBSCRIPTION_CROSSGRADED?: Switch;
  /** Moved to a lower plan, from the next billing cycle on. (lifecycle) */
  readonly SUBSCRIPTION_DOWNGRADED?: Switch;
  /** The publisher gave extra time for free (Google). (lifecycle) */
  readonly SUBSCRIPTION_DEFERRED?: Switch;
  /** Sent to the old owner: the subscription moved to another user. (lifecycle) */
  readonly SUBSCRIPTION_TRANSFERRED?: Switch;
  /** Sent to the new owner: a subscription arrived from another user. (lifecycle) */
  readonly SUBSCRIPTION_RECEIVED?: Switch;
  /** Sent to the old owner: a non-consumable moved to another user. (lifecycle) */
  readonly ONE_TIME_PURCHASE_TRANSFERRED?: Switch;
  /** Sent to the new owner: a non-consumable arrived from another user. (lifecycle) */
  readonly ONE_TIME_PURCHASE_RECEIVED?: Switch;
  /** A pause is set for the next renewal date (Google). (lifecycle) */
  readonly SUBSCRIPTION_WILL_PAUSE?: Switch;
  /** A planned pause was withdrawn before it began (Google). (lifecycle) */
  readonly SUBSCRIPTION_WILL_NOT_PAUSE?: Switch;
  /** The pause began; no access (Google). (lifecycle) */
  readonly SUBSCRIPTION_PAUSED?: Switch;
  /** The subscription resumed after a pause (Google). (lifecycle) */
  readonly SUBSCRIPTION_UNPAUSED?: Switch;
  /** Cancelled while paused (Google). (lifecycle) */
  readonly SUBSCRIPTION_CANCELLED_DURING_PAUSE?: Switch;
  /** One monthly charge of a 12-month commitment was billed (Apple). (lifecycle) */
  readonly INSTALLMENT_PAID?: Switch;
  /** A past instalment was refunded; the subscription continues (Apple). (lifecycle) */
  readonly INSTALLMENT_REFUNDED?: Switch;
  /** A free trial began. (offer) */
  readonly TRIAL_STARTED?: Switch;
  /** A free trial became a paid subscription. (offer) */
  readonly TRIAL_CONVERTED?: Switch;
  /** A free trial ended without a payment. (offer) */
  readonly TRIAL_NOT_CONVERTED?: Switch;
  /** A discounted introductory period began. (offer) */
  readonly INTRO_OFFER_STARTED?: Switch;
  /** An introductory period became a subscription at the regular price. (offer) */
  readonly INTRO_OFFER_CONVERTED?: Switch;
  /** An introductory period ended without becoming a regular subscription. (offer) */
  readonly INTRO_OFFER_NOT_CONVERTED?: Switch;
  /** A promo code was redeemed and its period began. (offer) */
  readonly PROMO_CODE_STARTED?: Switch;
  /** A promo code period became a regular subscription. (offer) */
  readonly PROMO_CODE_CONVERTED?: Switch;
  /** A promo code period ended without becoming a regular subscription. (offer) */
  readonly PROMO_CODE_NOT_CONVERTED?: Switch;
  /** A promotional (retention or win-back) offer began. (offer) */
  readonly PROMOTIONAL_OFFER_STARTED?: Switch;
  /** A promotional offer became a regular subscription. (offer) */
  readonly PROMOTIONAL_OFFER_CONVERTED?: Switch;
  /** A promotional offer ended and the subscription with it. (offer) */
  readonly PROMOTIONAL_OFFER_NOT_CONVERTED?: Switch;
  /** Money moved for a subscription; a refund has a negative amount. (transaction) */
  readonly TRANSACTION_PROCESSED?: Switch;
}

/** Something for every property of a person. */
export interface PropertyKeys<Switch> {
  /**
   * Id that the app gave to Purchasely.
   *
   * string; copied: the webhook's user_id
   */
  readonly user_id?: Switch;
  /**
   * Id that Purchasely’s SDK generated before the login.
   *
   * string; copied: the webhook's anonymous_user_id
   */
  readonly anonymous_user_id?: Switch;
  /**
   * Id that Purchasely’s SDK generated for the device.
   *
   * string; copied: the webhook's device_id
   */
  readonly device_id?: Switch;
  /**
   * PRODUCTION or SANDBOX: where the newest event comes from.
   *
   * string; copied: the webhook's environment
   */
  readonly environment?: Switch;
  /**
   * Country of the store account, two letters.
   *
   * string; copied: the webhook's store_country
   */
  readonly store_country?: Switch;
  /**
   * Name of the newest event, as Purchasely calls it, sent or not.
   *
   * string; derived: event_name; for ACTIVATE and DEACTIVATE, source_event_name if present
   */
  readonly last_event?: Switch;
  /**
   * The person has access through a subscription.
   *
   * boolean; derived: a subscription renews, is in its grace period, or is cancelled and still running
   */
  readonly has_active_subscription?: Switch;
  /**
   * The person has access, through a subscription or a lifetime purchase.
   *
   * boolean; derived: an active subscription, or a non-consumable that the person owns
   */
  readonly has_access?: Switch;
  /**
   * Number of subscriptions that give access.
   *
   * number; derived: the active subscriptions
   */
  readonly active_subscription_count?: Switch;
  /**
   * Plans of the active subscriptions, sorted, separated by commas.
   *
   * string; derived: plan of each active subscription, or else its product; cleared when no subscription is active
   */
  readonly active_plans?: Switch;
  /**
   * Plans of the non-consumables that the person owns, sorted, separated by commas.
   *
   * string; derived: plan, or else product, of each non-consumable bought or received and not refunded or transferred; cleared when the person owns none
   */
  readonly owned_products?: Switch;
  /**
   * State of the subscription, such as AUTO_RENEWING or IN_GRACE_PERIOD.
   *
   * string; derived: subscription_status; DEACTIVATED, ON_HOLD or PAUSED if the event ends access and the status does not say so
   */
  readonly subscription_status?: Switch;
  /**
   * The subscription will renew automatically.
   *
   * boolean; derived: subscription_status is AUTO_RENEWING, or the event means it
   */
  readonly is_auto_renewing?: Switch;
  /**
   * A payment has failed and access continues.
   *
   * boolean; derived: subscription_status is IN_GRACE_PERIOD, or the event means it
   */
  readonly is_in_grace_period?: Switch;
  /**
   * A payment has failed and access is lost while the store retries.
   *
   * boolean; derived: subscription_status is ON_HOLD, or the event means it
   */
  readonly is_in_billing_retry?: Switch;
  /**
   * A free trial is running.
   *
   * boolean; derived: active, and offer_type is FREE_TRIAL
   */
  readonly is_in_trial?: Switch;
  /**
   * A discounted introductory period is running.
   *
   * boolean; derived: active, and offer_type is INTRO_OFFER
   */
  readonly is_in_intro_offer?: Switch;
  /**
   * The period of a redeemed promo code is running.
   *
   * boolean; derived: active, and offer_type is PROMO_CODE
   */
  readonly is_promo_code?: Switch;
  /**
   * End of the free trial.
   *
   * date, in Unix seconds; derived: effective_next_renewal_at while offer_type is FREE_TRIAL; cleared when offer_type is not FREE_TRIAL
   */
  readonly trial_ends_at?: Switch;
  /**
   * Store of the purchase, such as APPLE_APP_STORE.
   *
   * string; copied: the webhook's store
   */
  readonly store?: Switch;
  /**
   * Product, a group of plans, as named in the Purchasely console.
   *
   * string; copied: the webhook's product
   */
  readonly product?: Switch;
  /**
   * Plan, as named in the Purchasely console.
   *
   * string; copied: the webhook's plan
   */
  readonly plan?: Switch;
  /**
   * Plan before an upgrade, crossgrade or downgrade.
   *
   * string; copied: the webhook's previous_plan
   */
  readonly previous_plan?: Switch;
  /**
   * Length of the plan’s period, in ISO 8601.
   *
   * string; configured: plan, looked up in planPeriodicity; cleared when plan is not in planPeriodicity
   */
  readonly plan_periodicity?: Switch;
  /**
   * RENEWING_SUBSCRIPTION or NON_RENEWING_SUBSCRIPTION.
   *
   * string; copied: the webhook's purchase_type
   */
  readonly purchase_type?: Switch;
  /**
   * Id of the product in the store.
   *
   * string; copied: the webhook's store_product_id
   */
  readonly store_product_id?: Switch;
  /**
   * Access comes from family sharing.
   *
   * boolean; copied: the webhook's is_family_shared
   */
  readonly is_family_shared?: Switch;
  /**
   * Offer of the current period: NONE, FREE_TRIAL, INTRO_OFFER, PROMO_CODE or PROMOTIONAL_OFFER.
   *
   * string; copied: the webhook's offer_type
   */
  readonly offer_type?: Switch;
  /**
   * Offer of the period before.
   *
   * string; copied: the webhook's previous_offer_type
   */
  readonly previous_offer_type?: Switch;
  /**
   * Identifier of the redeemed code or offer.
   *
   * string; derived: offer_identifier; cleared when offer_type is neither PROMO_CODE nor PROMOTIONAL_OFFER
   */
  readonly offer_identifier?: Switch;
  /**
   * Reference name of the redeemed promo code.
   *
   * string; derived: offer_code_ref_name; cleared when offer_type is not PROMO_CODE
   */
  readonly offer_code_ref_name?: Switch;
  /**
   * Identifier of the running promotional offer.
   *
   * string; derived: promotional_offer_id; cleared when offer_type is not PROMOTIONAL_OFFER
   */
  readonly promotional_offer_id?: Switch;
  /**
   * Content that the app named when it showed the purchase screen.
   *
   * string; copied: the webhook's content_id
   */
  readonly content_id?: Switch;
  /**
   * Placement of the purchase screen.
   *
   * string; copied: the webhook's placement
   */
  readonly placement?: Switch;
  /**
   * The purchase screen.
   *
   * string; copied: the webhook's presentation
   */
  readonly presentation?: Switch;
  /**
   * Time of the newest transaction.
   *
   * date, in Unix seconds; copied: the webhook's purchased_at
   */
  readonly purchased_at?: Switch;
  /**
   * Time of the first transaction.
   *
   * date, in Unix seconds; copied: the webhook's original_purchased_at
   */
  readonly original_purchased_at?: Switch;
  /**
   * Start of the subscription.
   *
   * date, in Unix seconds; derived: original_purchased_at
   */
  readonly subscription_started_at?: Switch;
  /**
   * Next renewal, without grace period and deferral.
   *
   * date, in Unix seconds; copied: the webhook's next_renewal_at; cleared when not in the webhook
   */
  readonly next_renewal_at?: Switch;
  /**
   * Next renewal, including grace period and deferral: access lasts until then.
   *
   * date, in Unix seconds; copied: the webhook's effective_next_renewal_at; cleared when not in the webhook
   */
  readonly effective_next_renewal_at?: Switch;
  /**
   * End of the grace period.
   *
   * date, in Unix seconds; copied: the webhook's grace_period_expires_at; cleared when not in the webhook
   */
  readonly grace_period_expires_at?: Switch;
  /**
   * End of the free extra time from the publisher (Google).
   *
   * date, in Unix seconds; copied: the webhook's defer_end_at; cleared when not in the webhook
   */
  readonly defer_end_at?: Switch;
  /**
   * End of the pause (Google).
   *
   * date, in Unix seconds; copied: the webhook's auto_resume_at; cleared when not in the webhook
   */
  readonly auto_resume_at?: Switch;
  /**
   * Id of the subscription at Purchasely.
   *
   * string; copied: the webhook's purchasely_subscription_id
   */
  readonly purchasely_subscription_id?: Switch;
  /**
   * Id of the newest transaction in the store.
   *
   * string; copied: the webhook's store_transaction_id
   */
  readonly store_transaction_id?: Switch;
  /**
   * Id of the first transaction in the store.
   *
   * string; copied: the webhook's store_original_transaction_id
   */
  readonly store_original_transaction_id?: Switch;
  /**
   * Revenue so far, if the app’s integration currency is USD.
   *
   * number; copied: the webhook's cumulated_revenues_in_usd
   */
  readonly cumulated_revenue_in_usd?: Switch;
  /**
   * Id of the newest one-time purchase at Purchasely.
   *
   * string; copied: the webhook's purchasely_one_time_purchase_id
   */
  readonly purchasely_one_time_purchase_id?: Switch;
  /**
   * A subscription of the person has ended. One that moved to another person or plan has not.
   *
   * boolean; derived: a subscription has ended: cancelled, unpaid, refunded, or no longer shared
   */
  readonly has_expired_subscription?: Switch;
  /**
   * End of the subscription that ended last.
   *
   * date, in Unix seconds; derived: event_created_at of the event that ended it; cleared when none or unknown
   */
  readonly expired_subscription_expired_at?: Switch;
  /**
   * Its status: DEACTIVATED (cancelled), UNPAID or REVOKED (refunded).
   *
   * string; derived: its subscription_status; cleared when none or unknown
   */
  readonly expired_subscription_status?: Switch;
  /**
   * Its plan.
   *
   * string; derived: its plan; cleared when none or unknown
   */
  readonly expired_subscription_plan?: Switch;
  /**
   * Offer of its last period.
   *
   * string; derived: its offer_type; cleared when none or unknown
   */
  readonly expired_subscription_offer_type?: Switch;
  /**
   * Its duration in whole days. The spelling is Purchasely’s.
   *
   * number; derived: from its original_purchased_at to its end; cleared when none or unknown
   */
  readonly expired_subscrption_duration_in_days?: Switch;
}
