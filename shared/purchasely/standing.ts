import { EVENTS, isEventName } from './events.ts';
import { readAttribute } from './read-attribute.ts';
import type { PurchaselyEvent } from './webhook.ts';

/** How a subscription stands for its owner. The first is the one that a person with several is best described by. */
export const STANDINGS = ['renewing', 'grace', 'cancelled', 'hold', 'paused', 'ended', 'moved'] as const;

/**
 * - `renewing`, `grace`, `cancelled`: access; in `grace` a payment has failed, `cancelled` runs until its period is over.
 * - `hold`, `paused`: no access, and it may come back.
 * - `ended`: over. `moved`: it belongs to another person now, or another plan continues in its place, which is no end.
 */
export type Standing = (typeof STANDINGS)[number];

const ACTIVE: ReadonlySet<Standing | undefined> = new Set<Standing>(['renewing', 'grace', 'cancelled']);

export function isActive(standing: Standing | undefined): boolean {
  return ACTIVE.has(standing);
}

const BY_STATUS: ReadonlyMap<string, Standing> = new Map([
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

/** Events that end access whatever the status says: it may be that of the owner who shares, or published samples disagree. */
const ENDS: ReadonlyMap<string, Standing> = new Map([
  ['SUBSCRIPTION_TERMINATED', 'ended'],
  ['SUBSCRIPTION_REFUNDED_REVOKED', 'ended'],
  ['FAMILY_SHARED_REVOKED', 'ended'],
  ['SUBSCRIPTION_TRANSFERRED', 'moved'],
]);

/** Meanings of events without a status. Every other known event means access. */
const BY_EVENT: ReadonlyMap<string, Standing> = new Map([
  ['RENEWAL_DISABLED', 'cancelled'],
  ['GRACE_PERIOD_STARTED', 'grace'],
  ['GRACE_PERIOD_TERMINATED', 'hold'],
  ['ENTERED_BILLING_RETRY', 'hold'],
  ['SUBSCRIPTION_PAUSED', 'paused'],
  ['SUBSCRIPTION_CANCELLED_DURING_PAUSE', 'ended'],
  ['SUBSCRIPTION_CANCELLED_DURING_GRACE_PERIOD', 'ended'],
  ['TRIAL_NOT_CONVERTED', 'ended'],
  ['INTRO_OFFER_NOT_CONVERTED', 'ended'],
  ['PROMO_CODE_NOT_CONVERTED', 'ended'],
  ['PROMOTIONAL_OFFER_NOT_CONVERTED', 'ended'],
]);

/**
 * How a subscription stands after an event: by what the event is, then by the status it carries, then by its name alone.
 *
 * @returns `undefined` where it would be a guess: a status that is new, or a new event without one
 * @see https://docs.purchasely.com/docs/server-events-attributes
 */
export function standingOf(event: PurchaselyEvent): Standing | undefined {
  if (event.name === 'DEACTIVATE') return withoutAccess(event);
  const end = ENDS.get(event.name);
  if (end !== undefined) return end;
  const standing = standingByStatus(event);
  return standing === 'renewing' && neverRenews(event) ? 'cancelled' : standing;
}

/** It has a date at which it ends and none at which it renews, whatever the status says. */
function neverRenews({ body }: PurchaselyEvent): boolean {
  return body['purchase_type'] === 'NON_RENEWING_SUBSCRIPTION';
}

function standingByStatus(event: PurchaselyEvent): Standing | undefined {
  const status = readAttribute(event.body, 'subscription_status', 'string');
  if (status !== undefined) return BY_STATUS.get(status);
  const name = meantBy(event);
  return isEventName(name) ? (BY_EVENT.get(name) ?? 'renewing') : undefined;
}

/** The old plan is over, and another goes on in its place. */
const PLAN_CHANGES: ReadonlySet<string> = new Set([
  'SUBSCRIPTION_UPGRADED',
  'SUBSCRIPTION_CROSSGRADED',
  'SUBSCRIPTION_DOWNGRADED',
]);

/** Access is over; the event behind it, else the status, says for how long. */
function withoutAccess(event: PurchaselyEvent): Standing {
  const isTransfer =
    Boolean(event.body['transferred_to_user_id']) || Boolean(event.body['transferred_to_anonymous_user_id']);
  if (isTransfer) return 'moved';
  const meant = meantBy(event);
  if (PLAN_CHANGES.has(meant)) return 'moved';
  const byEvent = ENDS.get(meant) ?? BY_EVENT.get(meant);
  const standing = byEvent ?? BY_STATUS.get(String(event.body['subscription_status']));
  return standing === undefined || isActive(standing) ? 'ended' : standing;
}

/** The name of an event; of `ACTIVATE` and `DEACTIVATE`, that of the event behind them, as far as they name it. */
export function meantBy({ name, body }: PurchaselyEvent): string {
  if (!isEventName(name) || EVENTS[name].family !== 'entitlement') return name;
  const source = readAttribute(body, 'source_event_name', 'string');
  return source !== undefined && isEventName(source) ? source : name;
}

/** The status that a standing without access has, for events that carry none, or one that says otherwise. */
const STATUS_WITHOUT_ACCESS: Readonly<Partial<Record<Standing, string>>> = {
  hold: 'ON_HOLD',
  paused: 'PAUSED',
  ended: 'DEACTIVATED',
  moved: 'DEACTIVATED',
};

/** The status as it came, unless it speaks of access that the event takes away. */
export function statusOf(event: PurchaselyEvent): string | undefined {
  const status = readAttribute(event.body, 'subscription_status', 'string');
  const standing = standingOf(event);
  const isTrue = status !== undefined && BY_STATUS.has(status) && !isActive(BY_STATUS.get(status));
  return standing === undefined || isActive(standing) || isTrue ? status : STATUS_WITHOUT_ACCESS[standing];
}
