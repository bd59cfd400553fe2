import { MARK } from '../life.ts';
import { lifecycle } from '../message.ts';
import { knownPerson } from '../person.ts';
import { buys, renews, renewsToTheEnd } from '../scenes.ts';
import { DAY, HOUR } from '../time.ts';
import type { Story } from './story.ts';

/** Events and attributes that Purchasely has yet to invent, about subscriptions that are what they were. */
export const futureEvents: Story = (chronicle, app) => {
  const { draw } = chronicle;
  let subscription = buys(chronicle, knownPerson(draw, app), { plan: app.changes.lower });
  for (let times = draw.between(1, 3); times > 0; times -= 1) {
    chronicle.wait(HOUR, 2 * DAY);
    chronicle.send(lifecycle(draw.pick(FUTURE_NAMES), subscription, FUTURE_ATTRIBUTES));
    subscription = renews(chronicle, subscription);
  }
  renewsToTheEnd(chronicle, subscription);
};

/** A status that nobody knows yet is passed on, and nothing is concluded from it. */
export const futureStatus: Story = (chronicle, app) => {
  const { draw } = chronicle;
  const subscription = buys(chronicle, knownPerson(draw, app), { plan: app.changes.lower });
  chronicle.wait(HOUR, 2 * DAY);
  const suspended = { ...subscription, status: 'SUSPENDED' };
  chronicle.send(lifecycle('SUBSCRIPTION_SUSPENDED', suspended));
  if (draw.chance(0.5)) renewsToTheEnd(chronicle, subscription);
};

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
