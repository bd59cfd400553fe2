import { defineConfig } from '../../shared/config/define-config.ts';

/**
 * The configuration of all tests: the one that connector.config.ts begins with. Tests are about the connector, and hold whatever a
 * platform team writes into theirs.
 */
export default defineConfig({
  stages: {
    local: { batchingWindowSeconds: 1 },
    staging: { alarms: false, logRetentionDays: 7 },
    prod: { retryForHours: 24, logRetentionDays: 90 },
  },
  connections: {
    cinema: {
      environments: {
        PRODUCTION: { region: 'eu' },
        SANDBOX: { region: 'eu' },
      },
      identity: { userId: 'id', anonymous: 'event' },
      events: {
        unlisted: false,
        SUBSCRIPTION_STARTED: true,
        SUBSCRIPTION_RENEWED: true,
        SUBSCRIPTION_REACTIVATED: true,
        SUBSCRIPTION_TERMINATED: { name: 'SUBSCRIPTION_EXPIRED' },
        SUBSCRIPTION_REFUNDED_REVOKED: true,
        RENEWAL_DISABLED: true,
        RENEWAL_ENABLED: true,
        TRIAL_STARTED: true,
        TRIAL_CONVERTED: true,
        TRIAL_NOT_CONVERTED: true,
      },
      eventAttributes: {
        exclude: ['api_version', 'purchase_token', 'device_id', 'store_app_bundle_id'],
      },
      userProperties: {
        has_access: true,
        has_active_subscription: true,
        active_subscription_count: true,
        active_plans: true,
        owned_products: true,
        subscription_status: true,
        is_in_trial: true,
        is_in_grace_period: true,
        is_auto_renewing: true,
        plan: true,
        previous_plan: true,
        plan_periodicity: true,
        product: true,
        offer_type: true,
        store: true,
        store_country: true,
        is_family_shared: true,
        promotional_offer_id: true,
        subscription_started_at: true,
        original_purchased_at: true,
        effective_next_renewal_at: true,
        trial_ends_at: true,
        grace_period_expires_at: true,
        auto_resume_at: true,
        defer_end_at: true,
        last_event: true,
        has_expired_subscription: true,
        expired_subscription_expired_at: true,
        expired_subscription_status: true,
        expired_subscription_plan: true,
        expired_subscription_offer_type: true,
        expired_subscrption_duration_in_days: true,
      },
      planPeriodicity: {
        CINEMA_PLUS_MONTHLY: 'P1M',
        CINEMA_PLUS_YEARLY: 'P1Y',
        CINEMA_PLUS_YEARLY_COMMITTED: 'P1Y',
      },
    },
  },
});
