import { DAY, HOUR } from '../../time.ts';
import type { Plan } from '../apps.ts';
import { personalText } from '../person.ts';
import { activate, deactivate, lifecycle, transaction } from '../purchase-event.ts';
import { cents, priceOf, renewed, type Subscription } from '../purchases.ts';
import type { Scenarios, SubscriberTimeline } from '../subscriber-timeline.ts';

export const PLAN_CHANGES: Scenarios = {
  /** At once: access to the old plan ends in the millisecond in which that to the new one begins. */
  upgrade(timeline, app) {
    const { lower, higher } = app.changes;
    changesAtOnce(timeline, timeline.subscribes(app, { plan: lower }), higher, 'SUBSCRIPTION_UPGRADED');
  },

  /** From the next renewal on. Whether the event names the new plan already is not documented: here some do. */
  downgrade(timeline, app, draw) {
    const { beside, lower } = app.changes;
    const subscription = timeline.subscribes(app, { plan: beside });
    timeline.wait(HOUR, 2 * DAY);
    const sent = draw.chance(0.5) ? { ...subscription, plan: lower } : subscription;
    timeline.send(lifecycle('SUBSCRIPTION_DOWNGRADED', sent, changedFrom(subscription)));
    timeline.waitUntil(subscription.nextRenewalAtMs);
    const next = renewed({ ...subscription, plan: lower }, timeline.nowMs);
    timeline.send(
      deactivate('SUBSCRIPTION_RENEWED', subscription),
      activate('SUBSCRIPTION_RENEWED', next),
      lifecycle('SUBSCRIPTION_RENEWED', next),
      ...transaction('SUBSCRIPTION_RENEWED', next, priceOf(next)),
    );
    timeline.renewsToTheEnd(next);
  },

  crossgrade(timeline, app) {
    const { lower, beside } = app.changes;
    changesAtOnce(timeline, timeline.subscribes(app, { plan: lower }), beside, 'SUBSCRIPTION_CROSSGRADED');
  },
};

function changesAtOnce(timeline: SubscriberTimeline, old: Subscription, plan: Plan, name: string): void {
  const { draw } = timeline;
  timeline.wait(HOUR, 3 * DAY);
  // Whether the id stays is not documented.
  const id = draw.chance(0.5) ? old.id : `subs_${personalText(draw, 26)}`;
  const next = renewed({ ...old, id, plan }, timeline.nowMs);
  timeline.send(
    deactivate(name, old),
    activate(name, next),
    lifecycle(name, next, changedFrom(old)),
    // The store pays back what is left of the old period.
    ...transaction(name, old, cents(-priceOf(old) / 2)),
    ...transaction(name, next, priceOf(next)),
  );
  // Of some nothing is heard any more: what was said in that millisecond stays.
  if (draw.chance(0.5)) timeline.renewsToTheEnd(next);
}

function changedFrom(old: Subscription) {
  return {
    previous_plan: old.plan.plan,
    previous_store_product_id: old.plan.storeProductId,
    from_purchasely_subscription_id: old.id,
  };
}
