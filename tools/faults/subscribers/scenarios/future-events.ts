import { DAY, HOUR } from '../../time.ts';
import { knownPerson } from '../person.ts';
import { lifecycle } from '../purchase-event.ts';
import { MARK } from '../subscriber.ts';
import type { Scenarios } from '../subscriber-timeline.ts';

const FUTURE_NAMES = [
  'SUBSCRIPTION_GIFTED',
  'PRICE_INCREASE_ACCEPTED',
  'SUBSCRIPTION_RENEWED_V2',
  'Été_commencé 🎉',
  'A_NAME_LONGER_THAN_CUSTOMERIO_TAKES'.padEnd(120, '_AND_LONGER'),
] as const;

const FUTURE_ATTRIBUTES = {
  gift: { from: `friend.${MARK}@example.com`, message: 'Bonne fête ! 🎂', history: [1, [2, { three: 3 }]] },
  price_increase_at: '2027-01-01',
  consent: null,
  score: 1e-7,
  '': 'unnamed',
};

export const FUTURE_EVENTS: Scenarios = {
  /** Events and attributes that Purchasely has yet to invent, about subscriptions that are what they were. */
  futureEvents(timeline, app, draw) {
    let subscription = timeline.buys(knownPerson(draw, app), { plan: app.changes.lower });
    for (let times = draw.between(1, 3); times > 0; times -= 1) {
      timeline.wait(HOUR, 2 * DAY);
      timeline.send(lifecycle(draw.pick(FUTURE_NAMES), subscription, FUTURE_ATTRIBUTES));
      subscription = timeline.renews(subscription);
    }
    timeline.renewsToTheEnd(subscription);
  },

  /** An unknown status is passed on, and nothing is concluded from it. */
  futureStatus(timeline, app, draw) {
    const subscription = timeline.buys(knownPerson(draw, app), { plan: app.changes.lower });
    timeline.wait(HOUR, 2 * DAY);
    const suspended = { ...subscription, status: 'SUSPENDED' };
    timeline.send(lifecycle('SUBSCRIPTION_SUSPENDED', suspended));
    if (draw.chance(0.5)) timeline.renewsToTheEnd(subscription);
  },
};
