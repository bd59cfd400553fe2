import { DAY, MINUTE } from '../time.ts';
import type { OneTimeProduct, Plan } from './apps.ts';
import type { Draw } from './draw.ts';
import { type Person, personalText } from './person.ts';
import { firstTransactionId, laterTransactionId, originOf, storeOf, storeTime } from './store.ts';

/** One subscription at one moment. Every step of a scenario makes the next one from it. */
export interface Subscription {
  readonly kind: 'subscription';
  readonly owner: Person;
  readonly id: string;
  readonly store: string;
  readonly plan: Plan;
  readonly status: string;
  readonly offer: Offer;
  /** The offer of the period before; absent in the first one. */
  readonly previousOffer?: Offer['type'];
  readonly purchasedAtMs: number;
  readonly originalPurchasedAtMs: number;
  readonly nextRenewalAtMs: number;
  readonly graceEndsAtMs?: number;
  readonly deferEndsAtMs?: number;
  readonly resumesAtMs?: number;
  readonly isFamilyShared: boolean;
  readonly transactionId: string;
  readonly originalTransactionId: string;
  readonly purchaseToken: string;
  readonly renewals: number;
  /** In the app's currency. */
  readonly revenue: number;
  /** Where it was bought, repeated on each of its webhooks. */
  readonly origin: Readonly<Record<string, unknown>>;
}

export interface Offer {
  readonly type: 'NONE' | 'FREE_TRIAL' | 'INTRO_OFFER' | 'PROMO_CODE' | 'PROMOTIONAL_OFFER';
  /** Of the redeemed code or the promotional offer. */
  readonly identifier?: string;
}

const NO_OFFER: Offer = { type: 'NONE' };

export interface Terms {
  readonly plan: Plan;
  readonly offer?: Offer;
  readonly store?: string;
  readonly isFamilyShared?: boolean;
}

/** A subscription that is being bought. */
export function newSubscription(draw: Draw, owner: Person, atMs: number, terms: Terms): Subscription {
  const { plan, offer = NO_OFFER, store = storeOf(draw), isFamilyShared = false } = terms;
  const purchasedAtMs = storeTime(store, atMs);
  const transactionId = firstTransactionId(draw, store);
  const subscription: Subscription = {
    kind: 'subscription',
    owner,
    id: `subs_${personalText(draw, 26)}`,
    store,
    plan,
    status: 'AUTO_RENEWING',
    offer,
    purchasedAtMs,
    originalPurchasedAtMs: purchasedAtMs,
    nextRenewalAtMs: 0,
    isFamilyShared,
    transactionId,
    originalTransactionId: transactionId,
    purchaseToken: personalText(draw, 40),
    renewals: 0,
    revenue: 0,
    origin: originOf(draw, store),
  };
  const paid = { ...subscription, revenue: priceOf(subscription) };
  const trialMs = draw.pick([3, 7]) * DAY;
  const isTrial = offer.type === 'FREE_TRIAL';
  return { ...paid, nextRenewalAtMs: purchasedAtMs + (isTrial ? trialMs : periodMs(paid)) };
}

/** The next paid period, at the regular price unless an offer is given. */
export function renewed(subscription: Subscription, atMs: number, offer: Offer = NO_OFFER): Subscription {
  const { graceEndsAtMs: _, deferEndsAtMs: __, resumesAtMs: ___, ...rest } = subscription;
  const purchasedAtMs = storeTime(rest.store, atMs);
  const renewals = rest.renewals + 1;
  const next = {
    ...rest,
    status: 'AUTO_RENEWING',
    offer,
    previousOffer: rest.offer.type,
    purchasedAtMs,
    nextRenewalAtMs: purchasedAtMs + periodMs(rest),
    renewals,
    transactionId: laterTransactionId(rest.store, rest.originalTransactionId, renewals),
  };
  return { ...next, revenue: cents(rest.revenue + priceOf(next)) };
}

/** Price of one period now, in the app's currency; for a family, another person pays. */
export function priceOf({ plan, offer, isFamilyShared }: Subscription): number {
  const share = { NONE: 1, FREE_TRIAL: 0, PROMO_CODE: 0, INTRO_OFFER: 0.5, PROMOTIONAL_OFFER: 0.5 };
  return isFamilyShared ? 0 : cents(plan.price * share[offer.type]);
}

export function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}

/** The next renewal with grace and deferral taken into account. */
export function effectiveRenewalAtMs(subscription: Subscription): number {
  const { nextRenewalAtMs, graceEndsAtMs = 0, deferEndsAtMs = 0 } = subscription;
  return Math.max(nextRenewalAtMs, graceEndsAtMs, deferEndsAtMs);
}

const DAYS = { week: 7, month: 30, year: 365 };
/** In a sandbox time is short: https://developer.android.com/google/play/billing/test#subs */
const SANDBOX_MINUTES = { week: 5, month: 5, year: 30 };

/** How long one period is. */
export function periodMs({ plan, owner }: Subscription): number {
  return owner.environment === 'SANDBOX' ? SANDBOX_MINUTES[plan.period] * MINUTE : DAYS[plan.period] * DAY;
}

/** A consumable or non-consumable that was bought. */
export interface OneTimePurchase {
  readonly kind: 'one-time';
  readonly owner: Person;
  readonly id: string;
  readonly product: OneTimeProduct;
  readonly purchasedAtMs: number;
  readonly transactionId: string;
}

export function newOneTimePurchase(
  draw: Draw,
  owner: Person,
  product: OneTimeProduct,
  atMs: number,
): OneTimePurchase {
  return {
    kind: 'one-time',
    owner,
    id: `otp_${personalText(draw, 26)}`,
    product,
    purchasedAtMs: Math.floor(atMs / 1000) * 1000,
    transactionId: `2000000${personalText(draw, 10)}`,
  };
}
