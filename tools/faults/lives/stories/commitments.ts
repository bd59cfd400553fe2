import { activate, lifecycle, transaction } from '../message.ts';
import { knownPerson } from '../person.ts';
import { happens } from '../scenes.ts';
import { newSubscription, priceOf, renewed, type Subscription } from '../subscription.ts';
import { DAY } from '../time.ts';
import type { Story } from './story.ts';

/** Twelve monthly instalments, of which the time of a campaign sees a few; one is paid back. */
export const commitment: Story = (chronicle, app) => {
  const { draw } = chronicle;
  const terms = { plan: app.commitment, store: 'APPLE_APP_STORE' };
  let subscription = newSubscription(draw, knownPerson(draw, app), chronicle.nowMs, terms);
  chronicle.send(
    activate('SUBSCRIPTION_STARTED', subscription),
    lifecycle('SUBSCRIPTION_STARTED', subscription, instalment(subscription, 1)),
    lifecycle('INSTALLMENT_PAID', subscription, instalment(subscription, 1)),
    ...transaction('SUBSCRIPTION_STARTED', subscription, priceOf(subscription)),
  );
  for (let number = 2; !chronicle.isOver && number <= 12; number += 1) {
    chronicle.waitUntil(subscription.nextRenewalAtMs);
    subscription = renewed(subscription, chronicle.nowMs);
    chronicle.send(
      lifecycle('INSTALLMENT_PAID', subscription, instalment(subscription, number)),
      ...transaction('INSTALLMENT_PAID', subscription, priceOf(subscription)),
    );
    chronicle.wait(DAY, 3 * DAY);
    if (draw.chance(0.5)) happens(chronicle, subscription, 'INSTALLMENT_REFUNDED');
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
