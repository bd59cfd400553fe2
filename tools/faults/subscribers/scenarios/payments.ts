import { DAY, HOUR } from '../../time.ts';
import { knownPerson } from '../person.ts';
import { activate, deactivate, lifecycle, transaction } from '../purchase-event.ts';
import { cents, newSubscription, priceOf, renewed, type Subscription } from '../purchases.ts';
import type { Timeline } from '../timeline.ts';
import {
  buys,
  ends,
  happens,
  hasHad,
  losesAccess,
  pays,
  reactivates,
  renews,
  renewsToTheEnd,
  type Scenario,
} from './steps.ts';

/** A payment fails and succeeds within the grace period. */
export const graceThatRecovers: Scenario = (timeline, app, draw) => {
  let subscription = buys(timeline, knownPerson(draw, app), { plan: app.changes.lower });
  subscription = entersGrace(timeline, renews(timeline, subscription));
  timeline.wait(2 * HOUR, 2 * DAY);
  subscription = recovers(timeline, subscription, 'SUBSCRIPTION_RECOVERED_FROM_GRACE_PERIOD');
  renewsToTheEnd(timeline, subscription);
};

/** The grace period ends unpaid. Then the store goes on trying, with success or without. */
export const graceThatFails: Scenario = (timeline, app, draw) => {
  let subscription = hasHad(timeline, knownPerson(draw, app), { plan: draw.pick(app.plans) });
  subscription = entersGrace(timeline, subscription);
  timeline.waitUntil(subscription.graceEndsAtMs ?? 0);
  const { graceEndsAtMs: _, ...unpaid } = subscription;
  subscription = losesAccess(
    timeline,
    { ...unpaid, status: 'ON_HOLD' },
    'GRACE_PERIOD_TERMINATED',
    'ENTERED_BILLING_RETRY',
  );
  afterBillingRetry(timeline, subscription);
};

/** Without a grace period, access is lost at once. */
export const billingRetry: Scenario = (timeline, app, draw) => {
  let subscription = buys(timeline, knownPerson(draw, app), { plan: app.changes.lower });
  timeline.waitUntil(subscription.nextRenewalAtMs);
  subscription = losesAccess(timeline, { ...subscription, status: 'ON_HOLD' }, 'ENTERED_BILLING_RETRY');
  afterBillingRetry(timeline, subscription);
};

export const graceThatIsCancelled: Scenario = (timeline, app, draw) => {
  const subscription = hasHad(timeline, knownPerson(draw, app), { plan: app.changes.lower });
  const { graceEndsAtMs: _, ...cancelled } = entersGrace(timeline, subscription);
  timeline.wait(HOUR, DAY);
  const name = 'SUBSCRIPTION_CANCELLED_DURING_GRACE_PERIOD';
  losesAccess(timeline, { ...cancelled, status: 'DEACTIVATED' }, name);
};

function entersGrace(timeline: Timeline, subscription: Subscription): Subscription {
  timeline.waitUntil(subscription.nextRenewalAtMs);
  const graceEndsAtMs = subscription.nextRenewalAtMs + timeline.draw.pick([3, 6, 16]) * DAY;
  const inGrace = { ...subscription, status: 'IN_GRACE_PERIOD', graceEndsAtMs };
  timeline.send(activate('GRACE_PERIOD_STARTED', inGrace), lifecycle('GRACE_PERIOD_STARTED', inGrace));
  return inGrace;
}

/** A new cycle starts with the payment. */
function recovers(timeline: Timeline, subscription: Subscription, name: string): Subscription {
  const paid = renewed(subscription, timeline.nowMs);
  pays(timeline, paid, name);
  return paid;
}

function afterBillingRetry(timeline: Timeline, subscription: Subscription): void {
  timeline.wait(DAY, 10 * DAY);
  if (timeline.draw.chance(0.5)) {
    const paid = recovers(timeline, subscription, 'SUBSCRIPTION_RECOVERED_FROM_BILLING_RETRY');
    renewsToTheEnd(timeline, paid);
  } else {
    happens(timeline, subscription, 'RETENTION_MESSAGE_REQUESTED');
    ends(timeline, subscription, 'UNPAID');
  }
}

/** The store gives the money back and access ends; some buy again. */
export const refund: Scenario = (timeline, app, draw) => {
  let subscription = buys(timeline, knownPerson(draw, app), { plan: draw.pick(app.plans) });
  if (draw.chance(0.6)) subscription = renews(timeline, subscription);
  timeline.wait(HOUR, 3 * DAY);
  const price = priceOf(subscription);
  const name = 'SUBSCRIPTION_REFUNDED_REVOKED';
  const revoked = { ...subscription, status: 'REVOKED', revenue: cents(subscription.revenue - price) };
  timeline.send(deactivate(name, revoked), lifecycle(name, revoked), ...transaction(name, revoked, -price));
  if (draw.chance(0.6)) return;
  timeline.wait(DAY, 8 * DAY);
  renewsToTheEnd(timeline, reactivates(timeline, revoked));
};

/** Twelve monthly instalments, of which the time of a campaign sees a few; one is paid back. */
export const commitment: Scenario = (timeline, app, draw) => {
  const terms = { plan: app.commitment, store: 'APPLE_APP_STORE' };
  let subscription = newSubscription(draw, knownPerson(draw, app), timeline.nowMs, terms);
  timeline.send(
    activate('SUBSCRIPTION_STARTED', subscription),
    lifecycle('SUBSCRIPTION_STARTED', subscription, instalment(subscription, 1)),
    lifecycle('INSTALLMENT_PAID', subscription, instalment(subscription, 1)),
    ...transaction('SUBSCRIPTION_STARTED', subscription, priceOf(subscription)),
  );
  for (let number = 2; !timeline.isOver && number <= 12; number += 1) {
    timeline.waitUntil(subscription.nextRenewalAtMs);
    subscription = renewed(subscription, timeline.nowMs);
    timeline.send(
      lifecycle('INSTALLMENT_PAID', subscription, instalment(subscription, number)),
      ...transaction('INSTALLMENT_PAID', subscription, priceOf(subscription)),
    );
    timeline.wait(DAY, 3 * DAY);
    if (draw.chance(0.5)) happens(timeline, subscription, 'INSTALLMENT_REFUNDED');
  }
};

function instalment({ originalPurchasedAtMs }: Subscription, number: number) {
  return {
    commitment_billing_type: 'monthly',
    billing_period_number: number,
    total_billing_periods: 12,
    commitment_expires_at_ms: originalPurchasedAtMs + 365 * DAY,
    commitment_will_auto_renew: true,
  };
}
