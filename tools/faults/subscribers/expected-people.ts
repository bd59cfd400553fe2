import type { App } from './apps.ts';
import { attributeName, periodicityOf, sendsAnonymousEvents, workspaceOf } from './configuration.ts';
import type { Person } from './person.ts';
import { isEcho, type Purchase, type PurchaseEvent } from './purchase-event.ts';
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

/** The expected state of each person after all these events, the newest of which comes last. */
export function expectedPeopleOf(sent: readonly SentEvent[]): ExpectedPerson[] {
  const news = sent.filter(({ event }) => isKnown(event) && !isEcho(event));
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
        attributes: Object.assign({}, ...ofPerson.map(attributesAfter), lastEventOf(ofPerson)),
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

/** Losing a one-time purchase takes no attribute away: its id stays. */
function attributesAfter({ event: { name, purchase } }: SentEvent): Properties {
  const isLost = purchase.kind === 'one-time' && LOST.has(name);
  return isLost ? expectedOwnerAttributes(purchase.owner) : expectedAttributes(purchase);
}

const LOST: ReadonlySet<string> = new Set(['DEACTIVATE', 'ONE_TIME_PURCHASE_TRANSFERRED']);

/** The event that was the last, unless others share its millisecond: then any of them may be. */
function lastEventOf(sent: readonly SentEvent[]): Properties {
  const newest = sent.filter(({ createdAtMs }) => createdAtMs === sent.at(-1)?.createdAtMs);
  const [only, ...others] = newest;
  if (only === undefined || others.length > 0) return {};
  return named(only.event.purchase.owner.app.connection, { last_event: only.event.name });
}

/** Whether a status gives access; a status Purchasely has yet to invent says nothing. */
const HAS_ACCESS: ReadonlyMap<string, boolean> = new Map([
  ['AUTO_RENEWING', true],
  ['AUTO_RENEWING_CANCELED', true],
  ['AUTO_RENEWING_CANCELLED', true],
  ['IN_GRACE_PERIOD', true],
  ['ON_HOLD', false],
  ['PAUSED', false],
  ['DEACTIVATED', false],
  ['REVOKED', false],
  ['UNPAID', false],
]);

/** The properties of a person once a purchase is in this state, by their names at Customer.io. */
function expectedAttributes(purchase: Purchase): Properties {
  const { connection } = purchase.owner.app;
  return {
    ...expectedOwnerAttributes(purchase.owner),
    ...named(
      connection,
      purchase.kind === 'subscription'
        ? subscriptionProperties(purchase)
        : { purchasely_one_time_purchase_id: purchase.id },
    ),
  };
}

/** What every event says of its owner. */
function expectedOwnerAttributes({ app, userId, environment, country }: Person): Properties {
  return named(app.connection, { user_id: userId, environment, store_country: country ?? undefined });
}

function named(connection: App['connection'], properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([property, value]) => {
      const name = attributeName(connection, property);
      return name === undefined ? [] : [[name, value]];
    }),
  );
}

function subscriptionProperties(subscription: Subscription): Properties {
  const { owner, plan } = subscription;
  return {
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
    grace_period_expires_at: seconds(subscription.graceEndsAtMs),
    defer_end_at: seconds(subscription.deferEndsAtMs),
    auto_resume_at: seconds(subscription.resumesAtMs),
    cumulated_revenue_in_usd: subscription.revenue,
    ...(owner.isSparse ? {} : { ...statusProperties(subscription), ...offerProperties(subscription) }),
  };
}

function statusProperties({ status, offer, isFamilyShared }: Subscription): Properties {
  const hasAccess = HAS_ACCESS.get(status);
  const always = { subscription_status: status, is_family_shared: isFamilyShared };
  if (hasAccess === undefined) return always;
  return {
    ...always,
    has_active_subscription: hasAccess,
    is_auto_renewing: status === 'AUTO_RENEWING',
    is_in_grace_period: status === 'IN_GRACE_PERIOD',
    is_in_billing_retry: status === 'ON_HOLD',
    is_in_trial: hasAccess && offer.type === 'FREE_TRIAL',
    is_in_intro_offer: hasAccess && offer.type === 'INTRO_OFFER',
    is_promo_code: hasAccess && offer.type === 'PROMO_CODE',
  };
}

function offerProperties(subscription: Subscription): Properties {
  const { offer } = subscription;
  const ofOffer = (...types: Offer['type'][]) => (types.includes(offer.type) ? offer.identifier : undefined);
  return {
    offer_type: offer.type,
    trial_ends_at: offer.type === 'FREE_TRIAL' ? seconds(effectiveRenewalAtMs(subscription)) : undefined,
    offer_identifier: ofOffer('PROMO_CODE', 'PROMOTIONAL_OFFER'),
    promotional_offer_id: ofOffer('PROMOTIONAL_OFFER'),
  };
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.floor(ms / 1000);
}
