import { DAY, HOUR } from '../../time.ts';
import type { App } from '../apps.ts';
import type { Draw } from '../draw.ts';
import { knownPerson, type Person } from '../person.ts';
import { activate, deactivate, lifecycle, transaction } from '../purchase-event.ts';
import {
  effectiveRenewalAtMs,
  newSubscription,
  type Offer,
  periodMs,
  priceOf,
  renewed,
  type Subscription,
  type Terms,
} from '../purchases.ts';
import type { Timeline } from '../timeline.ts';

/** What a subscriber of an app goes through, until the scenario or the time is over. */
export type Scenario = (timeline: Timeline, app: App, draw: Draw) => void;

/** By name. Their order is part of what a seed means. */
export type Scenarios = Readonly<Record<string, Scenario>>;

/**
 * Steps that more than one scenario takes: each lets time pass, sends the webhooks of what happens and returns the
 * subscription as it is then.
 */

export function buys(timeline: Timeline, owner: Person, terms: Terms): Subscription {
  const subscription = newSubscription(timeline.draw, owner, timeline.nowMs, terms);
  const { offer } = subscription;
  const started = offer.type === 'NONE' ? [] : [offerEvent(offer, 'STARTED')];
  pays(timeline, subscription, 'SUBSCRIPTION_STARTED', ...started);
  return subscription;
}

/** Buys, and may have renewed once since. */
export function subscribes(timeline: Timeline, app: App, terms: Terms): Subscription {
  const subscription = buys(timeline, knownPerson(timeline.draw, app), terms);
  return timeline.draw.chance(0.5) ? renews(timeline, subscription) : subscription;
}

/** A subscription from long before the campaign, with a renewal due in some days. */
export function hasHad(timeline: Timeline, owner: Person, terms: Terms): Subscription {
  const { draw, nowMs } = timeline;
  const bought = newSubscription(draw, owner, nowMs - draw.between(400, 900) * DAY, terms);
  const dueInMs = draw.between(1, 6) * DAY;
  return renewed(bought, nowMs + dueInMs - periodMs(bought));
}

export function renews(timeline: Timeline, subscription: Subscription): Subscription {
  timeline.waitUntil(effectiveRenewalAtMs(subscription));
  const next = renewed(subscription, timeline.nowMs);
  pays(timeline, next, 'SUBSCRIPTION_RENEWED');
  return next;
}

export function renewsTimes(timeline: Timeline, subscription: Subscription, times: number): Subscription {
  let latest = subscription;
  for (let time = 0; time < times; time += 1) latest = renews(timeline, latest);
  return latest;
}

export function renewsToTheEnd(timeline: Timeline, subscription: Subscription): Subscription {
  let latest = subscription;
  while (!timeline.isOver) latest = renews(timeline, latest);
  return latest;
}

/** The offer is over and the regular price is paid. Whether a renewal is sent too is not documented. */
export function converts(timeline: Timeline, subscription: Subscription): Subscription {
  timeline.waitUntil(effectiveRenewalAtMs(subscription));
  const next = renewed(subscription, timeline.nowMs);
  const renewal = timeline.draw.chance(0.5) ? ['SUBSCRIPTION_RENEWED'] : [];
  pays(timeline, next, offerEvent(subscription.offer, 'CONVERTED'), ...renewal);
  return next;
}

export function doesNotConvert(timeline: Timeline, subscription: Subscription): Subscription {
  return ends(timeline, subscription, 'DEACTIVATED', offerEvent(subscription.offer, 'NOT_CONVERTED'));
}

/** Purchasely itself spells the status with one L and with two. */
export function disablesRenewal(timeline: Timeline, subscription: Subscription): Subscription {
  timeline.wait(HOUR, 2 * DAY);
  const status = timeline.draw.pick(['AUTO_RENEWING_CANCELED', 'AUTO_RENEWING_CANCELLED']);
  return happens(timeline, { ...subscription, status }, 'RENEWAL_DISABLED');
}

export function enablesRenewal(timeline: Timeline, subscription: Subscription): Subscription {
  timeline.wait(HOUR, DAY);
  return happens(timeline, { ...subscription, status: 'AUTO_RENEWING' }, 'RENEWAL_ENABLED');
}

/** Access is over when the period is. */
export function ends(
  timeline: Timeline,
  subscription: Subscription,
  status: 'DEACTIVATED' | 'UNPAID',
  ...besides: readonly string[]
): Subscription {
  timeline.waitUntil(effectiveRenewalAtMs(subscription));
  const ended = { ...subscription, status };
  return losesAccess(timeline, ended, 'SUBSCRIPTION_TERMINATED', ...besides);
}

/** A lapsed subscriber comes back. */
export function reactivates(timeline: Timeline, subscription: Subscription, offer?: Offer): Subscription {
  const next = renewed(subscription, timeline.nowMs, offer);
  const started = offer === undefined ? [] : [offerEvent(offer, 'STARTED')];
  pays(timeline, next, 'SUBSCRIPTION_REACTIVATED', ...started);
  return next;
}

/** A lifecycle event that neither gives access nor takes it. */
export function happens(timeline: Timeline, subscription: Subscription, name: string): Subscription {
  timeline.send(lifecycle(name, subscription));
  return subscription;
}

/** Lifecycle events that come with access and a payment, if anything is to be paid. */
export function pays(timeline: Timeline, subscription: Subscription, ...names: [string, ...string[]]) {
  const [source] = names;
  timeline.send(
    activate(source, subscription),
    ...names.map((name) => lifecycle(name, subscription)),
    ...transaction(source, subscription, priceOf(subscription)),
  );
}

export function losesAccess(
  timeline: Timeline,
  subscription: Subscription,
  ...names: [string, ...string[]]
): Subscription {
  timeline.send(deactivate(names[0], subscription), ...names.map((name) => lifecycle(name, subscription)));
  return subscription;
}

function offerEvent({ type }: Offer, what: 'STARTED' | 'CONVERTED' | 'NOT_CONVERTED'): string {
  return `${type === 'FREE_TRIAL' ? 'TRIAL' : type}_${what}`;
}
