import type { Chronicle } from '../chronicle.ts';
import { activate, lifecycle } from '../message.ts';
import { knownPerson } from '../person.ts';
import { buys, ends, happens, hasHad, losesAccess, pays, renews, renewsToTheEnd } from '../scenes.ts';
import { renewed, type Subscription } from '../subscription.ts';
import { DAY, HOUR } from '../time.ts';
import type { Story } from './story.ts';

/** A payment fails and succeeds within the grace period. */
export const graceThatRecovers: Story = (chronicle, app) => {
  const { draw } = chronicle;
  let subscription = buys(chronicle, knownPerson(draw, app), { plan: app.changes.lower });
  subscription = entersGrace(chronicle, renews(chronicle, subscription));
  chronicle.wait(2 * HOUR, 2 * DAY);
  subscription = recovers(chronicle, subscription, 'SUBSCRIPTION_RECOVERED_FROM_GRACE_PERIOD');
  renewsToTheEnd(chronicle, subscription);
};

/** The grace period ends unpaid. Then the store goes on trying, with success or without. */
export const graceThatFails: Story = (chronicle, app) => {
  const { draw } = chronicle;
  let subscription = hasHad(chronicle, knownPerson(draw, app), { plan: draw.pick(app.plans) });
  subscription = entersGrace(chronicle, subscription);
  chronicle.waitUntil(subscription.graceEndsAtMs ?? 0);
  const { graceEndsAtMs: _, ...unpaid } = subscription;
  subscription = losesAccess(
    chronicle,
    { ...unpaid, status: 'ON_HOLD' },
    'GRACE_PERIOD_TERMINATED',
    'ENTERED_BILLING_RETRY',
  );
  afterBillingRetry(chronicle, subscription);
};

/** Without a grace period, access is lost at once. */
export const billingRetry: Story = (chronicle, app) => {
  const { draw } = chronicle;
  let subscription = buys(chronicle, knownPerson(draw, app), { plan: app.changes.lower });
  chronicle.waitUntil(subscription.nextRenewalAtMs);
  subscription = losesAccess(chronicle, { ...subscription, status: 'ON_HOLD' }, 'ENTERED_BILLING_RETRY');
  afterBillingRetry(chronicle, subscription);
};

export const graceThatIsCancelled: Story = (chronicle, app) => {
  const { draw } = chronicle;
  const subscription = hasHad(chronicle, knownPerson(draw, app), { plan: app.changes.lower });
  const { graceEndsAtMs: _, ...cancelled } = entersGrace(chronicle, subscription);
  chronicle.wait(HOUR, DAY);
  const name = 'SUBSCRIPTION_CANCELLED_DURING_GRACE_PERIOD';
  losesAccess(chronicle, { ...cancelled, status: 'DEACTIVATED' }, name);
};

function entersGrace(chronicle: Chronicle, subscription: Subscription): Subscription {
  chronicle.waitUntil(subscription.nextRenewalAtMs);
  const graceEndsAtMs = subscription.nextRenewalAtMs + chronicle.draw.pick([3, 6, 16]) * DAY;
  const inGrace = { ...subscription, status: 'IN_GRACE_PERIOD', graceEndsAtMs };
  chronicle.send(activate('GRACE_PERIOD_STARTED', inGrace), lifecycle('GRACE_PERIOD_STARTED', inGrace));
  return inGrace;
}

/** A new cycle starts with the payment. */
function recovers(chronicle: Chronicle, subscription: Subscription, name: string): Subscription {
  const paid = renewed(subscription, chronicle.nowMs);
  pays(chronicle, paid, name);
  return paid;
}

function afterBillingRetry(chronicle: Chronicle, subscription: Subscription): void {
  chronicle.wait(DAY, 10 * DAY);
  if (chronicle.draw.chance(0.5)) {
    const paid = recovers(chronicle, subscription, 'SUBSCRIPTION_RECOVERED_FROM_BILLING_RETRY');
    renewsToTheEnd(chronicle, paid);
  } else {
    happens(chronicle, subscription, 'RETENTION_MESSAGE_REQUESTED');
    ends(chronicle, subscription, 'UNPAID');
  }
}
