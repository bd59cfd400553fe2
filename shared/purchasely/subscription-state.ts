import { readAttribute } from './read-attribute.ts';
import type { PurchaselyEvent } from './webhook.ts';

/** Access as the status tells it. A status that is not here is passed on, and nothing is guessed from it. */
const ACTIVE_BY_STATUS: ReadonlyMap<string | undefined, boolean> = new Map([
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

/** On the losing side of a transfer the event's name decides: published samples disagree about the status there. */
export function statusOf(event: PurchaselyEvent): string | undefined {
  const status = readAttribute(event.body, 'subscription_status', 'string');
  const lost = event.name === 'SUBSCRIPTION_TRANSFERRED' && ACTIVE_BY_STATUS.get(status) !== false;
  return lost ? 'DEACTIVATED' : status;
}

export function isActive(event: PurchaselyEvent): boolean | undefined {
  return ACTIVE_BY_STATUS.get(statusOf(event));
}

export function hasStatus(event: PurchaselyEvent, status: string): boolean | undefined {
  return isActive(event) === undefined ? undefined : statusOf(event) === status;
}

export function isActiveWithOffer(event: PurchaselyEvent, offer: string): boolean | undefined {
  const active = isActive(event);
  const type = readAttribute(event.body, 'offer_type', 'string');
  if (active === false) return false;
  return active === undefined || type === undefined ? undefined : type === offer;
}

/**
 * An attribute that describes the running offer. Only some events of an offer carry it, so while the offer runs its
 * absence says nothing; once another offer, or none, runs it is cleared.
 */
export function whileOffer<Value>(
  event: PurchaselyEvent,
  offers: readonly string[],
  value: Value | undefined,
): Value | '' | undefined {
  const offer = readAttribute(event.body, 'offer_type', 'string');
  if (offer === undefined) return undefined;
  return offers.includes(offer) ? value : '';
}
