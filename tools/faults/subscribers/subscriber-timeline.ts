import { DAY, HOUR, MINUTE } from '../time.ts';
import type { App } from './apps.ts';
import type { Draw } from './draw.ts';
import { knownPerson, type Person } from './person.ts';
import { activate, deactivate, lifecycle, transaction } from './purchase-event.ts';
import {
  effectiveRenewalAtMs,
  newSubscription,
  type Offer,
  periodMs,
  priceOf,
  renewed,
  type Subscription,
  type Terms,
} from './purchases.ts';
import { Timeline } from './timeline.ts';

/** The life of a subscriber of an app, until the scenario or the time is over. */
export type Scenario = (timeline: SubscriberTimeline, app: App, draw: Draw) => void;

/** By name. Their order is part of what a seed means. */
export type Scenarios = Readonly<Record<string, Scenario>>;

type Wait = readonly [leastMs: number, mostMs: number];

/**
 * A timeline with the steps that scenarios share: each lets time pass, sends the webhooks of what happens and returns the
 * subscription as it is then.
 */
export class SubscriberTimeline extends Timeline {
  buys(owner: Person, terms: Terms): Subscription {
    const subscription = newSubscription(this.draw, owner, this.nowMs, terms);
    const { offer } = subscription;
    const started = offer.type === 'NONE' ? [] : [offerEvent(offer, 'STARTED')];
    this.pays(subscription, 'SUBSCRIPTION_STARTED', ...started);
    return subscription;
  }

  /** Buys, and may have renewed once since. */
  subscribes(app: App, terms: Terms): Subscription {
    const subscription = this.buys(knownPerson(this.draw, app), terms);
    return this.draw.chance(0.5) ? this.renews(subscription) : subscription;
  }

  /** A subscription from long before the campaign, with a renewal due in some days. */
  hasHad(owner: Person, terms: Terms): Subscription {
    const { draw, nowMs } = this;
    const bought = newSubscription(draw, owner, nowMs - draw.between(400, 900) * DAY, terms);
    const dueInMs = draw.between(1, 6) * DAY;
    return renewed(bought, nowMs + dueInMs - periodMs(bought));
  }

  renews(subscription: Subscription): Subscription {
    this.waitUntil(effectiveRenewalAtMs(subscription));
    const next = renewed(subscription, this.nowMs);
    this.pays(next, 'SUBSCRIPTION_RENEWED');
    return next;
  }

  renewsTimes(subscription: Subscription, times: number): Subscription {
    let latest = subscription;
    for (let time = 0; time < times; time += 1) latest = this.renews(latest);
    return latest;
  }

  renewsToTheEnd(subscription: Subscription): Subscription {
    let latest = subscription;
    while (!this.isOver) latest = this.renews(latest);
    return latest;
  }

  /** The offer is over and the regular price is paid. Whether a renewal is sent too is not documented. */
  converts(subscription: Subscription): Subscription {
    this.waitUntil(effectiveRenewalAtMs(subscription));
    const next = renewed(subscription, this.nowMs);
    const renewal = this.draw.chance(0.5) ? ['SUBSCRIPTION_RENEWED'] : [];
    this.pays(next, offerEvent(subscription.offer, 'CONVERTED'), ...renewal);
    return next;
  }

  doesNotConvert(subscription: Subscription): Subscription {
    return this.ends(subscription, 'DEACTIVATED', offerEvent(subscription.offer, 'NOT_CONVERTED'));
  }

  /** Purchasely itself spells the status with one L and with two. */
  disablesRenewal(subscription: Subscription, afterMs: Wait = this.#later(2 * DAY)): Subscription {
    this.wait(...afterMs);
    const status = this.draw.pick(['AUTO_RENEWING_CANCELED', 'AUTO_RENEWING_CANCELLED']);
    return this.happens({ ...subscription, status }, 'RENEWAL_DISABLED');
  }

  enablesRenewal(subscription: Subscription, afterMs: Wait = this.#later(DAY)): Subscription {
    this.wait(...afterMs);
    return this.happens({ ...subscription, status: 'AUTO_RENEWING' }, 'RENEWAL_ENABLED');
  }

  /** Access is over when the period is. */
  ends(
    subscription: Subscription,
    status: 'DEACTIVATED' | 'UNPAID',
    ...besides: readonly string[]
  ): Subscription {
    this.waitUntil(effectiveRenewalAtMs(subscription));
    const ended = { ...subscription, status };
    return this.losesAccess(ended, 'SUBSCRIPTION_TERMINATED', ...besides);
  }

  /** A lapsed subscriber comes back. */
  reactivates(subscription: Subscription, offer?: Offer): Subscription {
    const next = renewed(subscription, this.nowMs, offer);
    const started = offer === undefined ? [] : [offerEvent(offer, 'STARTED')];
    this.pays(next, 'SUBSCRIPTION_REACTIVATED', ...started);
    return next;
  }

  /** A lifecycle event that neither gives access nor takes it. */
  happens(subscription: Subscription, name: string): Subscription {
    this.send(lifecycle(name, subscription));
    return subscription;
  }

  /** Lifecycle events that come with access and a payment, if anything is to be paid. */
  pays(subscription: Subscription, ...names: [string, ...string[]]) {
    const [source] = names;
    this.send(
      activate(source, subscription),
      ...names.map((name) => lifecycle(name, subscription)),
      ...transaction(source, subscription, priceOf(subscription)),
    );
  }

  losesAccess(subscription: Subscription, ...names: [string, ...string[]]): Subscription {
    this.send(deactivate(names[0], subscription), ...names.map((name) => lifecycle(name, subscription)));
    return subscription;
  }

  /** Many decide at once: several copies of `deliver` then have webhooks of one person at the same moment. */
  #later(mostMs: number): Wait {
    return this.draw.chance(0.4) ? [0, MINUTE] : [HOUR, mostMs];
  }
}

function offerEvent({ type }: Offer, what: 'STARTED' | 'CONVERTED' | 'NOT_CONVERTED'): string {
  return `${type === 'FREE_TRIAL' ? 'TRIAL' : type}_${what}`;
}
