import { DAY, HOUR } from '../../time.ts';
import type { App } from '../apps.ts';
import { periodMs, renewed, type Subscription } from '../purchases.ts';
import type { Timeline } from '../timeline.ts';
import { happens, losesAccess, pays, renewsToTheEnd, type Scenarios, subscribes } from './steps.ts';

/** Only Google's store knows pauses and free extra time. */
const subscribesAtGoogle = (timeline: Timeline, app: App) =>
  subscribes(timeline, app, { plan: app.changes.lower, store: 'GOOGLE_PLAY_STORE' });

export const PAUSES: Scenarios = {
  pauseAndResume(timeline, app) {
    let subscription = subscribesAtGoogle(timeline, app);
    subscription = pauses(timeline, subscription);
    timeline.waitUntil(subscription.resumesAtMs ?? 0);
    subscription = renewed(subscription, timeline.nowMs);
    pays(timeline, subscription, 'SUBSCRIPTION_UNPAUSED');
    renewsToTheEnd(timeline, subscription);
  },

  pauseThatEndsIt(timeline, app) {
    const { resumesAtMs: _, ...paused } = pauses(timeline, subscribesAtGoogle(timeline, app));
    timeline.wait(HOUR, 2 * DAY);
    losesAccess(timeline, { ...paused, status: 'DEACTIVATED' }, 'SUBSCRIPTION_CANCELLED_DURING_PAUSE');
  },

  pauseWithdrawn(timeline, app) {
    const subscription = subscribesAtGoogle(timeline, app);
    happens(timeline, subscription, 'SUBSCRIPTION_WILL_PAUSE');
    timeline.wait(HOUR, DAY);
    happens(timeline, subscription, 'SUBSCRIPTION_WILL_NOT_PAUSE');
    renewsToTheEnd(timeline, subscription);
  },

  /** The publisher gives some days for free; the renewal comes that much later. */
  deferral(timeline, app, draw) {
    const subscription = subscribesAtGoogle(timeline, app);
    timeline.wait(HOUR, 2 * DAY);
    const deferEndsAtMs = subscription.nextRenewalAtMs + draw.between(1, 5) * DAY;
    renewsToTheEnd(timeline, happens(timeline, { ...subscription, deferEndsAtMs }, 'SUBSCRIPTION_DEFERRED'));
  },
};

function pauses(timeline: Timeline, subscription: Subscription): Subscription {
  timeline.wait(HOUR, DAY);
  happens(timeline, subscription, 'SUBSCRIPTION_WILL_PAUSE');
  timeline.waitUntil(subscription.nextRenewalAtMs);
  const resumesAtMs = timeline.nowMs + periodMs(subscription);
  return losesAccess(timeline, { ...subscription, status: 'PAUSED', resumesAtMs }, 'SUBSCRIPTION_PAUSED');
}
