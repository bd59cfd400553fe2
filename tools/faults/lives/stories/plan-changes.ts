import type { Plan } from '../apps.ts';
import type { Chronicle } from '../chronicle.ts';
import { activate, deactivate, lifecycle, transaction } from '../message.ts';
import { knownPerson, personalText } from '../person.ts';
import { buys, renews, renewsToTheEnd } from '../scenes.ts';
import { cents, priceOf, renewed, type Subscription } from '../subscription.ts';
import { DAY, HOUR } from '../time.ts';
import type { Story } from './story.ts';

/** At once: access to the old plan ends in the millisecond in which that to the new one begins. */
export const upgrade: Story = (chronicle, app) => {
  const { lower, higher } = app.changes;
  changesAtOnce(chronicle, subscribes(chronicle, app, lower), higher, 'SUBSCRIPTION_UPGRADED');
};

export const crossgrade: Story = (chronicle, app) => {
  const { lower, beside } = app.changes;
  changesAtOnce(chronicle, subscribes(chronicle, app, lower), beside, 'SUBSCRIPTION_CROSSGRADED');
};

/** From the next renewal on. Whether the event names the new plan already, nobody documents: here some do. */
export const downgrade: Story = (chronicle, app) => {
  const { draw } = chronicle;
  const { beside, lower } = app.changes;
  const subscription = subscribes(chronicle, app, beside);
  chronicle.wait(HOUR, 2 * DAY);
  const told = draw.chance(0.5) ? { ...subscription, plan: lower } : subscription;
  chronicle.send(lifecycle('SUBSCRIPTION_DOWNGRADED', told, changedFrom(subscription)));
  chronicle.waitUntil(subscription.nextRenewalAtMs);
  const next = renewed({ ...subscription, plan: lower }, chronicle.nowMs);
  chronicle.send(
    deactivate('SUBSCRIPTION_RENEWED', subscription),
    activate('SUBSCRIPTION_RENEWED', next),
    lifecycle('SUBSCRIPTION_RENEWED', next),
    ...transaction('SUBSCRIPTION_RENEWED', next, priceOf(next)),
  );
  renewsToTheEnd(chronicle, next);
};

function subscribes(chronicle: Chronicle, app: Parameters<Story>[1], plan: Plan): Subscription {
  const subscription = buys(chronicle, knownPerson(chronicle.draw, app), { plan });
  return chronicle.draw.chance(0.5) ? renews(chronicle, subscription) : subscription;
}

function changesAtOnce(chronicle: Chronicle, old: Subscription, plan: Plan, name: string): void {
  const { draw } = chronicle;
  chronicle.wait(HOUR, 3 * DAY);
  const id = `subs_${personalText(draw, 26)}`;
  const next = renewed({ ...old, id, plan }, chronicle.nowMs);
  chronicle.send(
    deactivate(name, old),
    activate(name, next),
    lifecycle(name, next, changedFrom(old)),
    // The store pays back what is left of the old period.
    ...transaction(name, old, cents(-priceOf(old) / 2)),
    ...transaction(name, next, priceOf(next)),
  );
  renewsToTheEnd(chronicle, next);
}

function changedFrom(old: Subscription) {
  return {
    previous_plan: old.plan.plan,
    previous_store_product_id: old.plan.storeProductId,
    from_purchasely_subscription_id: old.id,
  };
}
