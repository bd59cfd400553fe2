import type { Draw } from './draw.ts';
import type { Person } from './person.ts';
import type { PurchaseEvent } from './purchase-event.ts';
import {
  cents,
  effectiveRenewalAtMs,
  type OneTimePurchase,
  priceOf,
  type Subscription,
} from './purchases.ts';

type Body = Record<string, unknown>;

/** The body of payload version 3, as https://docs.purchasely.com/docs/server-events-attributes describes it. */
export function webhookBody(
  { name, purchase, more }: PurchaseEvent,
  eventId: string,
  createdAtMs: number,
): Body {
  const owner = purchase.owner;
  const body = {
    event_name: name,
    event_id: eventId,
    ...date('event_created', createdAtMs),
    api_version: 3,
    ...ownerAttributes(owner),
    ...(purchase.kind === 'subscription'
      ? subscriptionAttributes(name, purchase)
      : oneTimeAttributes(purchase)),
    ...more,
  };
  return owner.isSparse ? withoutLaterAttributes(body) : body;
}

function ownerAttributes(owner: Person): Body {
  return {
    environment: owner.environment,
    ...(owner.userId === undefined ? {} : { user_id: owner.userId }),
    ...(owner.anonymousId === undefined ? {} : { anonymous_user_id: owner.anonymousId }),
    device_id: owner.deviceId,
    device_type: owner.deviceType,
    store_country: owner.country,
    store_app_bundle_id: owner.app.bundleId,
  };
}

function subscriptionAttributes(eventName: string, subscription: Subscription): Body {
  const { owner, plan, offer, store } = subscription;
  const isGoogle = store === 'GOOGLE_PLAY_STORE';
  return {
    store,
    purchase_type: 'RENEWING_SUBSCRIPTION',
    product: plan.product,
    plan: plan.plan,
    store_product_id: isGoogle ? `${plan.storeProductId}:${plan.period}` : plan.storeProductId,
    purchasely_subscription_id: subscription.id,
    store_transaction_id: subscription.transactionId,
    store_original_transaction_id: subscription.originalTransactionId,
    ...(isGoogle ? { purchase_token: subscription.purchaseToken } : {}),
    ...date('purchased', subscription.purchasedAtMs),
    ...date('original_purchased', subscription.originalPurchasedAtMs),
    ...date('next_renewal', subscription.nextRenewalAtMs),
    ...date('effective_next_renewal', effectiveRenewalAtMs(subscription)),
    ...date('grace_period_expires', subscription.graceEndsAtMs),
    ...date('defer_end', subscription.deferEndsAtMs),
    ...date('auto_resume', subscription.resumesAtMs),
    subscription_status: subscription.status,
    offer_type: offer.type,
    ...(subscription.previousOffer === undefined ? {} : { previous_offer_type: subscription.previousOffer }),
    ...offerAttributes(eventName, subscription),
    is_family_shared: subscription.isFamilyShared,
    ...price(owner, 'plan_price', priceOf(subscription)),
    ...(isGoogle ? price(owner, 'full_plan_price', plan.price) : {}),
    [`cumulated_revenues_in_${owner.app.currency}`]: subscription.revenue,
    customer_currency: owner.currency[0],
    ...subscription.origin,
  };
}

/** Only the events of an offer name it. */
function offerAttributes(eventName: string, { offer: { type, identifier } }: Subscription): Body {
  if (identifier === undefined || !eventName.startsWith(type)) return {};
  return type === 'PROMO_CODE'
    ? { offer_identifier: identifier, offer_code_ref_name: `ref_${identifier}` }
    : { offer_identifier: identifier, promotional_offer_id: identifier };
}

function oneTimeAttributes({ owner, id, product, purchasedAtMs, transactionId }: OneTimePurchase): Body {
  return {
    store: 'APPLE_APP_STORE',
    purchase_type: product.purchaseType,
    product: product.product,
    plan: product.plan,
    store_product_id: product.storeProductId,
    purchasely_one_time_purchase_id: id,
    store_transaction_id: transactionId,
    store_original_transaction_id: transactionId,
    ...date('purchased', purchasedAtMs),
    ...date('original_purchased', purchasedAtMs),
    offer_type: 'NONE',
    ...price(owner, 'plan_price', product.price),
    customer_currency: owner.currency[0],
    channel: 'in_app',
    placement: 'credits_shop',
  };
}

/** An instant comes twice, as ISO 8601 text and as milliseconds. */
function date(name: string, ms: number | undefined): Body {
  return ms === undefined ? {} : { [`${name}_at`]: new Date(ms).toISOString(), [`${name}_at_ms`]: ms };
}

function price({ app, currency }: Person, name: string, amount: number): Body {
  return {
    [`${name}_in_${app.currency}`]: amount,
    [`${name}_in_customer_currency`]: cents(amount * currency[1]),
  };
}

/** Attributes that some apps' settings do not send yet. */
const LATER_ATTRIBUTES = new Set([
  'purchase_type',
  'subscription_status',
  'offer_type',
  'previous_offer_type',
  'is_family_shared',
  'device_id',
  'device_type',
  'channel',
]);

function withoutLaterAttributes(body: Body): Body {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !LATER_ATTRIBUTES.has(name)));
}

/**
 * A body as text. Most are what `JSON.stringify` makes; the others are as valid and say the same, so that a receiver
 * that signs, stores or compares anything but the very bytes is found out.
 */
export function wireText(draw: Draw, body: Body): string {
  if (draw.chance(0.7)) return JSON.stringify(body);
  const other = draw.pick([
    () => JSON.stringify(body, null, 2),
    () => `${JSON.stringify(body, null, 1)}\r\n`,
    () => JSON.stringify(Object.fromEntries(draw.shuffled(Object.entries(body)))),
    () => JSON.stringify({ ...body, event_name: ` ${body['event_name']}\t` }),
    () => JSON.stringify({ ...body, offer_code: null, audience_name: '', next_offer_at: null }),
    () => JSON.stringify(datesOnce(body, (name) => !name.endsWith('_at_ms'))),
    () => JSON.stringify(datesOnce(body, (name) => !name.endsWith('_at'))),
    () => JSON.stringify(withOffsets(body)),
    () => JSON.stringify(body).replaceAll('/', String.raw`\/`),
    () => escaped(JSON.stringify(body)),
  ]);
  return other();
}

function datesOnce(body: Body, isKept: (name: string) => boolean): Body {
  return Object.fromEntries(Object.entries(body).filter(([name]) => isKept(name)));
}

function withOffsets(body: Body): Body {
  const entries = Object.entries(body).map(([name, value]) =>
    name.endsWith('_at') ? [name, String(value).replace('Z', '+00:00')] : [name, value],
  );
  return Object.fromEntries(entries);
}

function escaped(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
