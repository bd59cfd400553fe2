import { defineConfig } from '../shared/config/define-config.ts';

/**
 * The configuration of the benchmarks, so that no edit of the real one changes a figure: one app, every event, and as many
 * attributes of a person as the shipped configuration has.
 */
export default defineConfig({
  stages: { local: {} },
  connections: {
    cinema: {
      environments: { PRODUCTION: { region: 'eu' }, SANDBOX: { region: 'eu' } },
      identity: { userId: 'id', anonymous: 'event' },
      events: { unlisted: true },
      eventAttributes: { exclude: ['api_version', 'purchase_token', 'device_id', 'store_app_bundle_id'] },
      userProperties: {
        has_active_subscription: true,
        subscription_status: true,
        is_in_trial: true,
        is_in_grace_period: true,
        is_auto_renewing: true,
        plan: true,
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
      },
      planPeriodicity: { CINEMA_PLUS_MONTHLY: 'P1M', CINEMA_PLUS_YEARLY: 'P1Y' },
    },
  },
});
