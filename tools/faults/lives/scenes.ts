import type { Chronicle } from './chronicle.ts';
import { activate, deactivate, lifecycle, transaction } from './message.ts';
import type { Person } from './person.ts';
import {
  effectiveRenewalAtMs,
  newSubscription,
  type Offer,
  periodMs,
  priceOf,
  renewed,
  type Subscription,
  type Terms,
} from './subscription.ts';
import { DAY, HOUR } from './time.ts';

/**
 * What more than one story is made of: a scene lets time pass, sends the webhooks of what happens and returns the
 * subscription as it is then.
 */

export function buys(chronicle: Chronicle, owner: Person, terms: Terms): Subscription {
  const subscription = newSubscription(chronicle.draw, owner, chronicle.nowMs, terms);
  const { offer } = subscription;
  const started = offer.type === 'NONE' ? [] : [offerEvent(offer, 'STARTED')];
  pays(chronicle, subscription, 'SUBSCRIPTION_STARTED', ...started);
  return subscription;
}

/** A subscription from long before the campaign, with a renewal due in some days. */
export function hasHad(chronicle: Chronicle, owner: Person, terms: Terms): Subscription {
  const { draw, nowMs } = chronicle;
  const bought = newSubscription(draw, owner, nowMs - draw.between(400, 900) * DAY, terms);
  const dueInMs = draw.between(1, 6) * DAY;
  return renewed(bought, nowMs + dueInMs - periodMs(bought));
}

export function renews(chronicle: Chronicle, subscription: Subscription): Subscription {
  chronicle.waitUntil(effectiveRenewalAtMs(subscription));
  const next = renewed(subscription, chronicle.nowMs);
  pays(chronicle, next, 'SUBSCRIPTION_RENEWED');
  return next;
}

export function renewsTimes(chronicle: Chronicle, subscription: Subscription, times: number): Subscription {
  let latest = subscription;
  for (let time = 0; time < times; time += 1) latest = renews(chronicle, latest);
  return latest;
}

export function renewsToTheEnd(chronicle: Chronicle, subscription: Subscription): Subscription {
  let latest = subscription;
  while (!chronicle.isOver) latest = renews(chronicle, latest);
  return latest;
}

/** The offer is over and the regular price is paid. Whether a renewal is told too, is not documented. */
export function converts(chronicle: Chronicle, subscription: Subscription): Subscription {
  chronicle.waitUntil(effectiveRenewalAtMs(subscription));
  const next = renewed(subscription, chronicle.nowMs);
  const renewal = chronicle.draw.chance(0.5) ? ['SUBSCRIPTION_RENEWED'] : [];
  pays(chronicle, next, offerEvent(subscription.offer, 'CONVERTED'), ...renewal);
  return next;
}

export function doesNotConvert(chronicle: Chronicle, subscription: Subscription): Subscription {
  return ends(chronicle, subscription, 'DEACTIVATED', offerEvent(subscription.offer, 'NOT_CONVERTED'));
}

/** Purchasely itself spells the status with one L and with two. */
export function disablesRenewal(chronicle: Chronicle, subscription: Subscription): Subscription {
  chronicle.wait(HOUR, 2 * DAY);
  const status = chronicle.draw.pick(['AUTO_RENEWING_CANCELED', 'AUTO_RENEWING_CANCELLED']);
  return happens(chronicle, { ...subscription, status }, 'RENEWAL_DISABLED');
}

export function enablesRenewal(chronicle: Chronicle, subscription: Subscription): Subscription {
  chronicle.wait(HOUR, DAY);
  return happens(chronicle, { ...subscription, status: 'AUTO_RENEWING' }, 'RENEWAL_ENABLED');
}

/** Access is over when the period is. */
export function ends(
  chronicle: Chronicle,
  subscription: Subscription,
  status: 'DEACTIVATED' | 'UNPAID',
  ...besides: readonly string[]
): Subscription {
  chronicle.waitUntil(effectiveRenewalAtMs(subscription));
  const ended = { ...subscription, status };
  return losesAccess(chronicle, ended, 'SUBSCRIPTION_TERMINATED', ...besides);
}

/** A lapsed subscriber comes back. */
export function reactivates(chronicle: Chronicle, subscription: Subscription, offer?: Offer): Subscription {
  const next = renewed(subscription, chronicle.nowMs, offer);
  const started = offer === undefined ? [] : [offerEvent(offer, 'STARTED')];
  pays(chronicle, next, 'SUBSCRIPTION_REACTIVATED', ...started);
  return next;
}

/** A lifecycle event that neither gives access nor takes it. */
export function happens(chronicle: Chronicle, subscription: Subscription, name: string): Subscription {
  chronicle.send(lifecycle(name, subscription));
  return subscription;
}

/** Lifecycle events that come with access and a payment, if anything is to be paid. */
export function pays(chronicle: Chronicle, subscription: Subscription, ...names: [string, ...string[]]) {
  const [source] = names;
  chronicle.send(
    activate(source, subscription),
    ...names.map((name) => lifecycle(name, subscription)),
    ...transaction(source, subscription, priceOf(subscription)),
  );
}

export function losesAccess(
  chronicle: Chronicle,
  subscription: Subscription,
  ...names: [string, ...string[]]
): Subscription {
  chronicle.send(deactivate(names[0], subscription), ...names.map((name) => lifecycle(name, subscription)));
  return subscription;
}

function offerEvent({ type }: Offer, what: 'STARTED' | 'CONVERTED' | 'NOT_CONVERTED'): string {
  return `${type === 'FREE_TRIAL' ? 'TRIAL' : type}_${what}`;
}
