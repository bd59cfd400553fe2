import { isEventName } from '../../../shared/purchasely/events.ts';
import type { App } from './apps.ts';
import { attributeName, periodicityOf, sendsAnonymousEvents, workspaceOf } from './configuration.ts';
import type { Person } from './person.ts';
import { isEcho, isTransaction, type PurchaseEvent } from './purchase-event.ts';
import { effectiveRenewalAtMs, type Offer, type Subscription } from './purchases.ts';
import type { ExpectedPerson } from './subscriber.ts';

type Properties = ExpectedPerson['attributes'];

/** An event and the time it was sent at. */
export interface SentEvent {
  readonly event: PurchaseEvent;
  readonly createdAtMs: number;
}

/** A person takes over what happened under an anonymous id. */
interface Claim {
  readonly workspace: string;
  readonly userId: string;
  readonly anonymousId: string;
}

export function claimsOf(sent: readonly SentEvent[]): Claim[] {
  return sent.flatMap(({ event }) => {
    const { owner } = event.purchase;
    const workspace = workspaceOf(owner);
    const anonymousId = event.claims;
    if (workspace === undefined || anonymousId === undefined || owner.userId === undefined) return [];
    if (!sendsAnonymousEvents(owner.app.connection)) return [];
    return [{ workspace, userId: owner.userId, anonymousId }];
  });
}

/** The expected state of each person after all these events, the newest of which comes last: the sum of their purchases. */
export function expectedPeopleOf(sent: readonly SentEvent[]): ExpectedPerson[] {
  const news = sent.filter(({ event }) => isKnown(event) && !isTransaction(event));
  const claims = claimsOf(sent);
  const people = Map.groupBy(news, ({ event }) => keyOf(event));
  return [...people.values()].flatMap((ofPerson): ExpectedPerson[] => {
    const [first] = ofPerson;
    const owner = first?.event.purchase.owner;
    const workspace = owner && workspaceOf(owner);
    if (workspace === undefined || owner?.userId === undefined) return [];
    const { userId } = owner;
    const anonymousIds = claims
      .filter((claim) => claim.workspace === workspace && claim.userId === userId)
      .map(({ anonymousId }) => anonymousId);
    return [
      {
        workspace,
        userId,
        attributes: attributesOf(owner, ofPerson),
        anonymousIds: [...new Set(anonymousIds)].sort(),
      },
    ];
  });
}

function isKnown({ purchase: { owner } }: PurchaseEvent): boolean {
  return owner.userId !== undefined && workspaceOf(owner) !== undefined;
}

function keyOf({ purchase: { owner } }: PurchaseEvent): string {
  return JSON.stringify([workspaceOf(owner), owner.userId]);
}

function attributesOf(owner: Person, sent: readonly SentEvent[]): Properties {
  const histories = [...Map.groupBy(sent, ({ event }) => event.purchase.id).values()];
  const subscriptions = histories.flatMap((history) => toHolding(history) ?? []).sort(mainFirst);
  const [main] = subscriptions;
  return named(owner.app.connection, {
    user_id: owner.userId,
    environment: owner.environment,
    store_country: owner.country ?? undefined,
    ...(owner.isSparse ? {} : { device_id: owner.deviceId }),
    ...lastEventOf(sent),
    ...lastOneTimePurchase(sent),
    ...(main === undefined ? NO_SUBSCRIPTION : subscriptionProperties(main)),
    ...sums(subscriptions, histories, owner),
  });
}

/** How a subscription stands for its owner in the end. */
interface Holding {
  /** As it is after the newest event. */
  readonly subscription: Subscription;
  readonly history: readonly SentEvent[];
  readonly newestAtMs: number;
  readonly standing: Standing | undefined;
  readonly sinceMs: number;
}

/** The best first: who has several shows that one. */
type Standing = 'renewing' | 'grace' | 'cancelled' | 'hold' | 'paused' | 'ended' | 'gone over';
const BEST_FIRST: readonly (Standing | undefined)[] = [
  'renewing',
  'grace',
  'cancelled',
  'hold',
  'paused',
  'ended',
  'gone over',
  undefined,
];
const WITH_ACCESS: ReadonlySet<Standing | undefined> = new Set(['renewing', 'grace', 'cancelled'] as const);

/** A status Purchasely has yet to invent says nothing. */
const STANDINGS: ReadonlyMap<string, Standing> = new Map([
  ['AUTO_RENEWING', 'renewing'],
  ['AUTO_RENEWING_CANCELED', 'cancelled'],
  ['AUTO_RENEWING_CANCELLED', 'cancelled'],
  ['IN_GRACE_PERIOD', 'grace'],
  ['ON_HOLD', 'hold'],
  ['PAUSED', 'paused'],
  ['DEACTIVATED', 'ended'],
  ['REVOKED', 'ended'],
  ['UNPAID', 'ended'],
]);

function toHolding(history: readonly SentEvent[]): Holding | undefined {
  const newest = newestOf(history);
  const subscription = newest?.event.purchase;
  if (newest === undefined || subscription?.kind !== 'subscription') return undefined;
  const telling = newestOf(history.filter(({ event }) => standingAfter(event) !== undefined));
  return {
    subscription,
    history,
    newestAtMs: newest.createdAtMs,
    standing: telling && standingAfter(telling.event),
    sinceMs: telling?.createdAtMs ?? 0,
  };
}

/** Of events that share a millisecond, the one that says what happened. */
function newestOf(history: readonly SentEvent[]): SentEvent | undefined {
  const atMs = history.at(-1)?.createdAtMs;
  const newest = history.filter(({ createdAtMs }) => createdAtMs === atMs);
  return (
    newest.find(({ event }) => !isEcho(event)) ??
    newest.find(({ event }) => event.name === 'ACTIVATE') ??
    newest.at(-1)
  );
}

function standingAfter({ name, purchase, more }: PurchaseEvent): Standing | undefined {
  if (purchase.kind !== 'subscription') return undefined;
  const source = String(more?.['source_event_name']);
  const meaning = name === 'DEACTIVATE' ? source : name;
  if (meaning === 'SUBSCRIPTION_TRANSFERRED') return 'gone over';
  // The end of a replaced plan comes only as DEACTIVATE.
  if (name === 'DEACTIVATE' && /GRADED$/.test(source)) return 'gone over';
  if (purchase.owner.isSparse && FUTURE.test(name)) return undefined;
  return STANDINGS.get(purchase.status);
}

/** Without a status, an unknown event says nothing. */
const FUTURE = /GIFTED|PRICE_INCREASE|_V2|Été|LONGER|SUSPENDED/;

function mainFirst(one: Holding, other: Holding): number {
  const isOver = one.standing === 'ended' || one.standing === 'gone over';
  return (
    BEST_FIRST.indexOf(one.standing) - BEST_FIRST.indexOf(other.standing) ||
    (isOver ? other.sinceMs - one.sinceMs : 0) ||
    seconds(effectiveRenewalAtMs(other.subscription)) - seconds(effectiveRenewalAtMs(one.subscription)) ||
    other.newestAtMs - one.newestAtMs ||
    (one.subscription.id < other.subscription.id ? -1 : 1)
  );
}

/** Whether the webhooks say how a subscription stands: without a status, the meaning of this one is unknown. */
function isTold({ sent, owner }: { sent: readonly SentEvent[]; owner: Person }): boolean {
  return !(owner.isSparse && sent.some(({ event }) => event.name === 'RETENTION_MESSAGE_REQUESTED'));
}

function sums(
  subscriptions: readonly Holding[],
  histories: readonly (readonly SentEvent[])[],
  owner: Person,
): Properties {
  if (!isTold({ sent: histories.flat(), owner })) return {};
  const active = subscriptions.filter(({ standing }) => WITH_ACCESS.has(standing));
  const owned = histories.flatMap((history) => ownedAfter(history) ?? []);
  return {
    ...(subscriptions.length === 0 ? {} : { has_active_subscription: active.length > 0 }),
    has_access: active.length > 0 || owned.length > 0,
    active_subscription_count: active.length,
    active_plans: listed(active.map(({ subscription }) => subscription.plan.plan)),
    owned_products: listed(owned),
    ...(subscriptions.length === 0 ? {} : expiredProperties(subscriptions, owner)),
  };
}

function expiredProperties(subscriptions: readonly Holding[], { isSparse }: Person): Properties {
  const expired = subscriptions.find(({ standing }) => standing === 'ended');
  if (expired === undefined) {
    return {
      has_expired_subscription: false,
      expired_subscription_expired_at: undefined,
      expired_subscription_status: undefined,
      expired_subscription_plan: undefined,
      expired_subscription_offer_type: undefined,
      expired_subscrption_duration_in_days: undefined,
    };
  }
  const { subscription, sinceMs } = expired;
  const lastedSeconds = sinceMs / 1000 - seconds(subscription.originalPurchasedAtMs);
  return {
    has_expired_subscription: true,
    expired_subscription_expired_at: seconds(sinceMs),
    expired_subscription_plan: subscription.plan.plan,
    expired_subscrption_duration_in_days: Math.floor(lastedSeconds / 86_400),
    ...(isSparse
      ? {}
      : {
          expired_subscription_status: subscription.status,
          expired_subscription_offer_type: subscription.offer.type,
        }),
  };
}

/** The plan of a non-consumable, if it is owned in the end and the webhooks say what it is. */
function ownedAfter(history: readonly SentEvent[]): string | undefined {
  const newest = newestOf(history);
  const purchase = newest?.event.purchase;
  if (newest === undefined || purchase?.kind !== 'one-time') return undefined;
  const { name } = newest.event;
  const isNamed = !purchase.owner.isSparse || name.startsWith('ONE_TIME_PURCHASE_');
  const isOwned = purchase.product.purchaseType === 'NON_CONSUMABLE' && !LOST.has(name);
  return isNamed && isOwned ? purchase.product.plan : undefined;
}

function listed(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : [...new Set(names)].sort().join(',');
}

const LOST: ReadonlySet<string> = new Set(['DEACTIVATE', 'ONE_TIME_PURCHASE_TRANSFERRED']);

/** Losing a one-time purchase does not remove its id from the person. */
function lastOneTimePurchase(sent: readonly SentEvent[]): Properties {
  const last = sent.findLast(({ event }) => event.purchase.kind === 'one-time' && !LOST.has(event.name));
  return { purchasely_one_time_purchase_id: last?.event.purchase.id };
}

/** The event that was the last, unless others that share its millisecond say as much: then any of them may be. */
function lastEventOf(sent: readonly SentEvent[]): Properties {
  const newest = sent.filter(({ createdAtMs }) => createdAtMs === sent.at(-1)?.createdAtMs);
  const telling = newest.filter(({ event }) => !isEcho(event));
  const [only, ...others] = telling.length > 0 ? telling : newest;
  if (only === undefined || others.length > 0) return {};
  const { name, more } = only.event;
  const source = String(more?.['source_event_name']);
  return { last_event: isEcho(only.event) && isEventName(source) ? source : name };
}

function named(connection: App['connection'], properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([property, value]) => {
      const name = attributeName(connection, property);
      return name === undefined ? [] : [[name, value]];
    }),
  );
}

function subscriptionProperties(holding: Holding): Properties {
  const { subscription, history } = holding;
  const { owner, plan } = subscription;
  const changed = history.findLast(({ event }) => event.more?.['previous_plan'] !== undefined);
  return {
    previous_plan: changed?.event.more?.['previous_plan'] as string | undefined,
    content_id: contentOf(subscription),
    store_product_id: storeProductOf(subscription),
    product: plan.product,
    plan: plan.plan,
    plan_periodicity: periodicityOf(owner.app.connection, plan.plan),
    store: subscription.store,
    purchasely_subscription_id: subscription.id,
    store_transaction_id: subscription.transactionId,
    purchased_at: seconds(subscription.purchasedAtMs),
    original_purchased_at: seconds(subscription.originalPurchasedAtMs),
    subscription_started_at: seconds(subscription.originalPurchasedAtMs),
    next_renewal_at: seconds(subscription.nextRenewalAtMs),
    effective_next_renewal_at: seconds(effectiveRenewalAtMs(subscription)),
    grace_period_expires_at: optionalSeconds(subscription.graceEndsAtMs),
    defer_end_at: optionalSeconds(subscription.deferEndsAtMs),
    auto_resume_at: optionalSeconds(subscription.resumesAtMs),
    cumulated_revenue_in_usd: owner.app.currency === 'usd' ? subscription.revenue : undefined,
    ...(owner.isSparse ? {} : { ...statusProperties(holding), ...offerProperties(holding) }),
  };
}

function statusProperties({ standing, subscription }: Holding): Properties {
  const { status, offer, isFamilyShared } = subscription;
  const hasAccess = WITH_ACCESS.has(standing);
  const isReplaced = standing === 'gone over' && STANDINGS.get(status) !== 'ended';
  return {
    subscription_status: isReplaced ? 'DEACTIVATED' : status,
    is_family_shared: isFamilyShared,
    purchase_type: 'RENEWING_SUBSCRIPTION',
    is_auto_renewing: standing === 'renewing',
    is_in_grace_period: standing === 'grace',
    is_in_billing_retry: standing === 'hold',
    is_in_trial: hasAccess && offer.type === 'FREE_TRIAL',
    is_in_intro_offer: hasAccess && offer.type === 'INTRO_OFFER',
    is_promo_code: hasAccess && offer.type === 'PROMO_CODE',
  };
}

function offerProperties({ subscription, history }: Holding): Properties {
  const { offer } = subscription;
  // Only the events of an offer name it, and some consoles do not send them.
  const isNamed = history.some(({ event }) => event.name.startsWith(offer.type));
  const ofOffer = (...types: Offer['type'][]) =>
    isNamed && types.includes(offer.type) ? offer.identifier : undefined;
  const code = ofOffer('PROMO_CODE');
  return {
    offer_type: offer.type,
    previous_offer_type: subscription.previousOffer,
    offer_code_ref_name: code === undefined ? undefined : `ref_${code}`,
    trial_ends_at: offer.type === 'FREE_TRIAL' ? seconds(effectiveRenewalAtMs(subscription)) : undefined,
    offer_identifier: ofOffer('PROMO_CODE', 'PROMOTIONAL_OFFER'),
    promotional_offer_id: ofOffer('PROMOTIONAL_OFFER'),
  };
}

/** Customer.io takes a thousand bytes of a value. */
function contentOf({ origin }: Subscription): string | undefined {
  const content = origin['content_id'];
  return typeof content === 'string' ? content.slice(0, 1000) : undefined;
}

/** Google names the base plan of a product too. */
function storeProductOf({ store, plan }: Subscription): string {
  return store === 'GOOGLE_PLAY_STORE' ? `${plan.storeProductId}:${plan.period}` : plan.storeProductId;
}

/** Attributes that a person without any subscription does not have. */
const NO_SUBSCRIPTION: Properties = Object.fromEntries(
  [
    'subscription_status',
    'is_auto_renewing',
    'is_in_grace_period',
    'is_in_billing_retry',
    'is_in_trial',
    'is_in_intro_offer',
    'is_promo_code',
    'trial_ends_at',
    'store',
    'product',
    'plan',
    'previous_plan',
    'plan_periodicity',
    'purchase_type',
    'store_product_id',
    'is_family_shared',
    'offer_type',
    'previous_offer_type',
    'offer_identifier',
    'offer_code_ref_name',
    'promotional_offer_id',
    'content_id',
    'purchased_at',
    'original_purchased_at',
    'subscription_started_at',
    'next_renewal_at',
    'effective_next_renewal_at',
    'grace_period_expires_at',
    'defer_end_at',
    'auto_resume_at',
    'purchasely_subscription_id',
    'store_transaction_id',
    'cumulated_revenue_in_usd',
    'has_active_subscription',
    'has_expired_subscription',
    'expired_subscription_expired_at',
    'expired_subscription_status',
    'expired_subscription_plan',
    'expired_subscription_offer_type',
    'expired_subscrption_duration_in_days',
  ].map((name) => [name, undefined]),
);

function optionalSeconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : seconds(ms);
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
