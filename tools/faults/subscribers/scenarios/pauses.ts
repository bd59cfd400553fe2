import { DAY, HOUR } from '../../time.ts';
import type { App } from '../apps.ts';
import { periodMs, renewed, type Subscription } from '../purchases.ts';
import type { Scenarios, SubscriberTimeline } from '../subscriber-timeline.ts';

/** Only Google's store knows pauses and free extra time. */
const subscribesAtGoogle = (timeline: SubscriberTimeline, app: App) =>
  timeline.subscribes(app, { plan: app.changes.lower, store: 'GOOGLE_PLAY_STORE' });

export const PAUSES: Scenarios = {
  pauseAndResume(timeline, app) {
    let subscription = subscribesAtGoogle(timeline, app);
    subscription = pauses(timeline, subscription);
    timeline.waitUntil(subscription.resumesAtMs ?? 0);
    subscription = renewed(subscription, timeline.nowMs);
    timeline.pays(subscription, 'SUBSCRIPTION_UNPAUSED');
    timeline.renewsToTheEnd(subscription);
  },

  pauseThatEndsIt(timeline, app) {
    const { resumesAtMs: _, ...paused } = pauses(timeline, subscribesAtGoogle(timeline, app));
    timeline.wait(HOUR, 2 * DAY);
    timeline.losesAccess({ ...paused, status: 'DEACTIVATED' }, 'SUBSCRIPTION_CANCELLED_DURING_PAUSE');
  },

  pauseWithdrawn(timeline, app) {
    const subscription = subscribesAtGoogle(timeline, app);
    timeline.happens(subscription, 'SUBSCRIPTION_WILL_PAUSE');
    timeline.wait(HOUR, DAY);
    timeline.happens(subscription, 'SUBSCRIPTION_WILL_NOT_PAUSE');
    timeline.renewsToTheEnd(subscription);
  },

  /** The publisher gives some days for free; the renewal comes that much later. */
  deferral(timeline, app, draw) {
    const subscription = subscribesAtGoogle(timeline, app);
    timeline.wait(HOUR, 2 * DAY);
    const deferEndsAtMs = subscription.nextRenewalAtMs + draw.between(1, 5) * DAY;
    timeline.renewsToTheEnd(timeline.happens({ ...subscription, deferEndsAtMs }, 'SUBSCRIPTION_DEFERRED'));
  },
};

function pauses(timeline: SubscriberTimeline, subscription: Subscription): Subscription {
  timeline.wait(HOUR, DAY);
  timeline.happens(subscription, 'SUBSCRIPTION_WILL_PAUSE');
  timeline.waitUntil(subscription.nextRenewalAtMs);
  const resumesAtMs = timeline.nowMs + periodMs(subscription);
  return timeline.losesAccess({ ...subscription, status: 'PAUSED', resumesAtMs }, 'SUBSCRIPTION_PAUSED');
}
