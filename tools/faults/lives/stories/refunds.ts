import { deactivate, lifecycle, transaction } from '../message.ts';
import { knownPerson } from '../person.ts';
import { buys, reactivates, renews, renewsToTheEnd } from '../scenes.ts';
import { cents, priceOf } from '../subscription.ts';
import { DAY, HOUR } from '../time.ts';
import type { Story } from './story.ts';

/** The store gives the money back and access ends; some buy again. */
export const refund: Story = (chronicle, app) => {
  const { draw } = chronicle;
  let subscription = buys(chronicle, knownPerson(draw, app), { plan: draw.pick(app.plans) });
  if (draw.chance(0.6)) subscription = renews(chronicle, subscription);
  chronicle.wait(HOUR, 3 * DAY);
  const price = priceOf(subscription);
  const name = 'SUBSCRIPTION_REFUNDED_REVOKED';
  const revoked = { ...subscription, status: 'REVOKED', revenue: cents(subscription.revenue - price) };
  chronicle.send(deactivate(name, revoked), lifecycle(name, revoked), ...transaction(name, revoked, -price));
  if (draw.chance(0.6)) return;
  chronicle.wait(DAY, 8 * DAY);
  renewsToTheEnd(chronicle, reactivates(chronicle, revoked));
};
