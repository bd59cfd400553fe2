import { DAY, HOUR } from '../../time.ts';
import { knownPerson } from '../person.ts';
import { deactivate, lifecycle, transaction } from '../purchase-event.ts';
import { cents, priceOf } from '../subscription.ts';
import type { Scenario } from './scenario.ts';
import { buys, reactivates, renews, renewsToTheEnd } from './steps.ts';

/** The store gives the money back and access ends; some buy again. */
export const refund: Scenario = (timeline, app) => {
  const { draw } = timeline;
  let subscription = buys(timeline, knownPerson(draw, app), { plan: draw.pick(app.plans) });
  if (draw.chance(0.6)) subscription = renews(timeline, subscription);
  timeline.wait(HOUR, 3 * DAY);
  const price = priceOf(subscription);
  const name = 'SUBSCRIPTION_REFUNDED_REVOKED';
  const revoked = { ...subscription, status: 'REVOKED', revenue: cents(subscription.revenue - price) };
  timeline.send(deactivate(name, revoked), lifecycle(name, revoked), ...transaction(name, revoked, -price));
  if (draw.chance(0.6)) return;
  timeline.wait(DAY, 8 * DAY);
  renewsToTheEnd(timeline, reactivates(timeline, revoked));
};
