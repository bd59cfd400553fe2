import { DAY, HOUR } from '../../time.ts';
import { knownPerson } from '../person.ts';
import { activate, lifecycle } from '../purchase-event.ts';
import { renewed, type Subscription } from '../purchases.ts';
import type { Scenarios, SubscriberTimeline } from '../subscriber-timeline.ts';

export const FAILED_PAYMENTS: Scenarios = {
  /** A payment fails and succeeds within the grace period. */
  graceThatRecovers(timeline, app, draw) {
    let subscription = timeline.buys(knownPerson(draw, app), { plan: app.changes.lower });
    subscription = entersGrace(timeline, timeline.renews(subscription));
    timeline.wait(2 * HOUR, 2 * DAY);
    subscription = recovers(timeline, subscription, 'SUBSCRIPTION_RECOVERED_FROM_GRACE_PERIOD');
    timeline.renewsToTheEnd(subscription);
  },

  /** The grace period ends unpaid. Then the store goes on trying, with success or without. */
  graceThatFails(timeline, app, draw) {
    let subscription = timeline.hasHad(knownPerson(draw, app), { plan: draw.pick(app.plans) });
    subscription = entersGrace(timeline, subscription);
    timeline.waitUntil(subscription.graceEndsAtMs ?? 0);
    const { graceEndsAtMs: _, ...unpaid } = subscription;
    subscription = timeline.losesAccess(
      { ...unpaid, status: 'ON_HOLD' },
      'GRACE_PERIOD_TERMINATED',
      'ENTERED_BILLING_RETRY',
    );
    afterBillingRetry(timeline, subscription);
  },

  graceThatIsCancelled(timeline, app, draw) {
    const subscription = timeline.hasHad(knownPerson(draw, app), { plan: app.changes.lower });
    const { graceEndsAtMs: _, ...cancelled } = entersGrace(timeline, subscription);
    timeline.wait(HOUR, DAY);
    const name = 'SUBSCRIPTION_CANCELLED_DURING_GRACE_PERIOD';
    timeline.losesAccess({ ...cancelled, status: 'DEACTIVATED' }, name);
  },

  /** Without a grace period, access is lost at once. */
  billingRetry(timeline, app, draw) {
    let subscription = timeline.buys(knownPerson(draw, app), { plan: app.changes.lower });
    timeline.waitUntil(subscription.nextRenewalAtMs);
    subscription = timeline.losesAccess({ ...subscription, status: 'ON_HOLD' }, 'ENTERED_BILLING_RETRY');
    afterBillingRetry(timeline, subscription);
  },
};

function entersGrace(timeline: SubscriberTimeline, subscription: Subscription): Subscription {
  timeline.waitUntil(subscription.nextRenewalAtMs);
  const graceEndsAtMs = subscription.nextRenewalAtMs + timeline.draw.pick([3, 6, 16]) * DAY;
  const inGrace = { ...subscription, status: 'IN_GRACE_PERIOD', graceEndsAtMs };
  timeline.send(activate('GRACE_PERIOD_STARTED', inGrace), lifecycle('GRACE_PERIOD_STARTED', inGrace));
  return inGrace;
}

/** A new cycle starts with the payment. */
function recovers(timeline: SubscriberTimeline, subscription: Subscription, name: string): Subscription {
  const paid = renewed(subscription, timeline.nowMs);
  timeline.pays(paid, name);
  return paid;
}

function afterBillingRetry(timeline: SubscriberTimeline, subscription: Subscription): void {
  timeline.wait(DAY, 10 * DAY);
  if (timeline.draw.chance(0.5)) {
    const paid = recovers(timeline, subscription, 'SUBSCRIPTION_RECOVERED_FROM_BILLING_RETRY');
    timeline.renewsToTheEnd(paid);
  } else {
    timeline.happens(subscription, 'RETENTION_MESSAGE_REQUESTED');
    timeline.ends(subscription, 'UNPAID');
  }
}
