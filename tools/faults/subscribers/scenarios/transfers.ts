import { DAY, HOUR } from '../../time.ts';
import { newOneTimePurchase } from '../one-time-purchase.ts';
import { anonymousPerson, knownPerson, loggedIn } from '../person.ts';
import { activate, deactivate, lifecycle } from '../purchase-event.ts';
import { claimOf, handsOver, idsOf } from './hand-over.ts';
import type { Scenario } from './scenario.ts';
import { buys, hasHad, renewsToTheEnd } from './steps.ts';

/** Between two accounts, which stay two people; some give it back. */
export const transferBetweenAccounts: Scenario = (timeline, app) => {
  const { draw } = timeline;
  const [giver, taker] = [knownPerson(draw, app), knownPerson(draw, app)];
  let subscription = hasHad(timeline, giver, { plan: app.changes.lower });
  if (draw.chance(0.5)) subscription = buys(timeline, giver, { plan: draw.pick(app.plans) });
  timeline.wait(DAY, 5 * DAY);
  subscription = handsOver(timeline, subscription, taker);
  timeline.wait(HOUR, 5 * DAY);
  if (draw.chance(0.3)) subscription = handsOver(timeline, subscription, giver);
  renewsToTheEnd(timeline, subscription);
};

/** A non-consumable moves, from another account or by the buyer's own login. */
export const oneTimePurchaseTransfer: Scenario = (timeline, app) => {
  const { draw } = timeline;
  const giver = draw.chance(0.5) ? anonymousPerson(draw, app) : knownPerson(draw, app);
  const taker = giver.userId === undefined ? loggedIn(draw, giver) : knownPerson(draw, app);
  const given = newOneTimePurchase(draw, giver, app.nonConsumable, timeline.nowMs);
  timeline.send(activate('ONE_TIME_PURCHASE', given));
  timeline.wait(HOUR, 10 * DAY);
  const received = { ...given, owner: taker };
  timeline.send(
    deactivate('ONE_TIME_PURCHASE_TRANSFERRED', given),
    lifecycle('ONE_TIME_PURCHASE_TRANSFERRED', given, idsOf('transferred_to', taker)),
    activate('ONE_TIME_PURCHASE_RECEIVED', received),
    {
      ...lifecycle('ONE_TIME_PURCHASE_RECEIVED', received, idsOf('transferred_from', giver)),
      ...claimOf(giver),
    },
  );
};
