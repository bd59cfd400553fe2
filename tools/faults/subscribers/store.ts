import type { Draw } from './draw.ts';
import { personalText } from './person.ts';

/** Differences between the stores. */

/** Apple's purchases are of a whole second, Google's are not. */
export function storeTime(store: string, ms: number): number {
  return store === 'GOOGLE_PLAY_STORE' ? ms : Math.floor(ms / 1000) * 1000;
}

/** One of those a subscription is bought in. */
export function storeOf(draw: Draw): string {
  return draw.pick([
    'APPLE_APP_STORE',
    'APPLE_APP_STORE',
    'APPLE_APP_STORE',
    'GOOGLE_PLAY_STORE',
    'GOOGLE_PLAY_STORE',
    'GOOGLE_PLAY_STORE',
    'STRIPE',
    'AMAZON_APP_STORE',
    'HUAWEI_APPGALLERY',
  ]);
}

export function firstTransactionId(draw: Draw, store: string): string {
  const personal = personalText(draw, 10);
  if (store === 'GOOGLE_PLAY_STORE') return `GPA.3300-${personal}`;
  return store === 'STRIPE' ? `in_${personal}` : `2000000${personal}`;
}

/** Google counts the renewals of one order; the others number on. */
export function laterTransactionId(store: string, original: string, renewals: number): string {
  return store === 'GOOGLE_PLAY_STORE' ? `${original}..${renewals}` : `${original}${renewals}`;
}

/** Where it was bought; only a purchase on the web comes with a campaign. */
export function originOf(draw: Draw, store: string): Record<string, unknown> {
  const isWeb = store === 'STRIPE';
  return {
    placement: draw.pick(['onboarding', 'settings', 'paywall/été']),
    presentation: draw.pick(['welcome_screen', 'welcome_screen_v2', 'Bienvenue \uffff']),
    ...(draw.chance(0.3) ? { content_id: draw.pick(['movie-42', 'film–été ✨', 'long '.repeat(250)]) } : {}),
    ...(draw.chance(0.3)
      ? { ab_test: 'onboarding_price_test', ab_test_variant: 'variant_b', audience: 'new_users' }
      : {}),
    channel: isWeb ? 'web2app' : 'in_app',
    ...(isWeb
      ? {
          provider: 'purchasely',
          stripe_purchase_id: `sub_${personalText(draw, 10)}`,
          attribution: { utm_source: 'newsletter', utm_medium: 'email', utm_campaign: 'printemps «été»' },
        }
      : {}),
  };
}
