import { defineConfig } from './shared/config/define-config.ts';

/**
 * The configuration of the connector. Edit, review in git, deploy: `npm run cdk -- deploy PurchaselyCustomerio-prod`. The editor
 * and docs/mapping.md explain every key; a mistake stops `npm run synth` with its path.
 */
export default defineConfig({
  // One stack per stage. `local` is what `npm start` runs on this machine.
  stages: {
    local: { batchingWindowSeconds: 1 },
    staging: { alarms: false, logRetentionDays: 7 },
    prod: { retryForHours: 24, logRetentionDays: 90 },
  },

  // One connection per Purchasely app. Its webhook URL ends in /webhooks/cinema.
  connections: {
    cinema: {
      // Sandbox purchases (TestFlight, licence testers, review) go to a separate workspace. Or: SANDBOX: 'drop'.
      environments: {
        PRODUCTION: { region: 'eu' },
        SANDBOX: { region: 'eu' },
      },

      // Purchasely's user_id is the person's id at Customer.io; before the login, events are kept as anonymous ones.
      identity: { userId: 'id', anonymous: 'event' },

      // The ten events that Purchasely's own Customer.io page names. An event that is off still updates the person.
      events: {
        unlisted: false,
        SUBSCRIPTION_STARTED: true,
        SUBSCRIPTION_RENEWED: true,
        SUBSCRIPTION_REACTIVATED: true,
        // The name that campaigns built on the native integration wait for.
        SUBSCRIPTION_TERMINATED: { name: 'SUBSCRIPTION_EXPIRED' },
        SUBSCRIPTION_REFUNDED_REVOKED: true,
        RENEWAL_DISABLED: true,
        RENEWAL_ENABLED: true,
        TRIAL_STARTED: true,
        TRIAL_CONVERTED: true,
        TRIAL_NOT_CONVERTED: true,
        // One-time purchases have no event but ACTIVATE. To see them:
        //   ACTIVATE: { name: 'ONE_TIME_PURCHASED', when: { purchase_type: ['CONSUMABLE', 'NON_CONSUMABLE'] } },
      },

      // Events carry everything the webhook says, but for what no campaign needs.
      eventAttributes: {
        exclude: ['api_version', 'purchase_token', 'device_id', 'store_app_bundle_id'],
      },

      // Kept true on the person by every event, sent or not. Properties of one subscription are those of the main one: one that
      // renews, before one that runs out, before one that is over.
      userProperties: {
        // prefix: 'purchasely_',
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

      // No webhook carries the length of a plan's period.
      planPeriodicity: {
        CINEMA_PLUS_MONTHLY: 'P1M',
        CINEMA_PLUS_YEARLY: 'P1Y',
        CINEMA_PLUS_YEARLY_COMMITTED: 'P1Y',
      },
    },
  },
});
