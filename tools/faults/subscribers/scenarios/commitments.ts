import { DAY } from '../../time.ts';
import { knownPerson } from '../person.ts';
import { activate, lifecycle, transaction } from '../purchase-event.ts';
import { newSubscription, priceOf, renewed, type Subscription } from '../subscription.ts';
import type { Scenario } from './scenario.ts';
import { happens } from './steps.ts';

/** Twelve monthly instalments, of which the time of a campaign sees a few; one is paid back. */
export const commitment: Scenario = (timeline, app) => {
  const { draw } = timeline;
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
