import { defineConfig } from '../../shared/config/define-config.ts';
import { resolveConfig } from '../../shared/config/resolve.ts';
import { toDeliverConfig } from '../../shared/config/resolved.ts';
import { CREDENTIALS } from './credentials.ts';

export const CONNECTION = 'cinema';

const SECRET_NAME = 'bench/customerio';

/** The workspace that everything is sent to: the secret that `deliver` reads, and what is in it. */
export const WORKSPACE = { secretName: SECRET_NAME, ...CREDENTIALS };

/** Every event, with all its attributes but a few, and as many attributes of the person as the shipped configuration has. */
const connector = defineConfig({
  stages: { bench: {} },
  connections: {
    [CONNECTION]: {
      environments: { PRODUCTION: { region: 'eu', secretName: SECRET_NAME }, SANDBOX: 'drop' },
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
      planPeriodicity: { CINEMA_PLUS_MONTHLY: 'P1M' },
    },
  },
});

/** What travels in the bundle of `deliver`. */
export const DELIVER_CONFIG = toDeliverConfig(resolveConfig(connector, 'bench'));
