import type { Chronicle } from '../chronicle.ts';
import { knownPerson } from '../person.ts';
import { buys, happens, losesAccess, pays, renews, renewsToTheEnd } from '../scenes.ts';
import { periodMs, renewed, type Subscription } from '../subscription.ts';
import { DAY, HOUR } from '../time.ts';
import type { Story } from './story.ts';

// Only Google's store knows pauses and free extra time.
const GOOGLE = 'GOOGLE_PLAY_STORE';

export const pauseAndResume: Story = (chronicle, app) => {
  let subscription = subscribes(chronicle, app);
  subscription = pauses(chronicle, subscription);
  chronicle.waitUntil(subscription.resumesAtMs ?? 0);
  subscription = renewed(subscription, chronicle.nowMs);
  pays(chronicle, subscription, 'SUBSCRIPTION_UNPAUSED');
  renewsToTheEnd(chronicle, subscription);
};

export const pauseThatEndsIt: Story = (chronicle, app) => {
  const { resumesAtMs: _, ...paused } = pauses(chronicle, subscribes(chronicle, app));
  chronicle.wait(HOUR, 2 * DAY);
  losesAccess(chronicle, { ...paused, status: 'DEACTIVATED' }, 'SUBSCRIPTION_CANCELLED_DURING_PAUSE');
};

export const pauseWithdrawn: Story = (chronicle, app) => {
  const subscription = subscribes(chronicle, app);
  happens(chronicle, subscription, 'SUBSCRIPTION_WILL_PAUSE');
  chronicle.wait(HOUR, DAY);
  happens(chronicle, subscription, 'SUBSCRIPTION_WILL_NOT_PAUSE');
  renewsToTheEnd(chronicle, subscription);
};

/** The publisher gives some days for free; the renewal comes that much later. */
export const deferral: Story = (chronicle, app) => {
  const { draw } = chronicle;
  const subscription = subscribes(chronicle, app);
  chronicle.wait(HOUR, 2 * DAY);
  const deferEndsAtMs = subscription.nextRenewalAtMs + draw.between(1, 5) * DAY;
  renewsToTheEnd(chronicle, happens(chronicle, { ...subscription, deferEndsAtMs }, 'SUBSCRIPTION_DEFERRED'));
};

function subscribes(chronicle: Chronicle, app: Parameters<Story>[1]): Subscription {
  const owner = knownPerson(chronicle.draw, app);
  const subscription = buys(chronicle, owner, { plan: app.changes.lower, store: GOOGLE });
  return chronicle.draw.chance(0.5) ? renews(chronicle, subscription) : subscription;
}

function pauses(chronicle: Chronicle, subscription: Subscription): Subscription {
  chronicle.wait(HOUR, DAY);
  happens(chronicle, subscription, 'SUBSCRIPTION_WILL_PAUSE');
  chronicle.waitUntil(subscription.nextRenewalAtMs);
  const resumesAtMs = chronicle.nowMs + periodMs(subscription);
  return losesAccess(chronicle, { ...subscription, status: 'PAUSED', resumesAtMs }, 'SUBSCRIPTION_PAUSED');
}
