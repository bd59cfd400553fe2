import { DAY, HOUR } from '../../time.ts';
import { knownPerson } from '../person.ts';
import { activate, deactivate, lifecycle, transaction } from '../purchase-event.ts';
import { cents, newSubscription, priceOf, renewed, type Subscription } from '../purchases.ts';
import type { Scenarios } from '../subscriber-timeline.ts';

export const REFUNDS: Scenarios = {
  /** The store gives the money back and access ends; some buy again. */
  refund(timeline, app, draw) {
    let subscription = timeline.buys(knownPerson(draw, app), { plan: draw.pick(app.plans) });
    if (draw.chance(0.6)) subscription = timeline.renews(subscription);
    timeline.wait(HOUR, 3 * DAY);
    const price = priceOf(subscription);
    const name = 'SUBSCRIPTION_REFUNDED_REVOKED';
    const revoked = { ...subscription, status: 'REVOKED', revenue: cents(subscription.revenue - price) };
    timeline.send(deactivate(name, revoked), lifecycle(name, revoked), ...transaction(name, revoked, -price));
    if (draw.chance(0.6)) return;
    timeline.wait(DAY, 8 * DAY);
    timeline.renewsToTheEnd(timeline.reactivates(revoked));
  },

  /** Twelve monthly instalments, of which the time of a campaign sees a few; one is paid back. */
  commitment(timeline, app, draw) {
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
      if (draw.chance(0.5)) timeline.happens(subscription, 'INSTALLMENT_REFUNDED');
    }
  },
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
