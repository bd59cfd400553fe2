import { activate, deactivate, lifecycle } from '../message.ts';
import { newOneTimePurchase } from '../one-time-purchase.ts';
import { anonymousPerson, knownPerson, loggedIn } from '../person.ts';
import { buys, hasHad, renewsToTheEnd } from '../scenes.ts';
import { DAY, HOUR } from '../time.ts';
import { claimOf, handsOver, idsOf } from './hand-over.ts';
import type { Story } from './story.ts';

/** Between two accounts, which stay two people; some give it back. */
export const transferBetweenAccounts: Story = (chronicle, app) => {
  const { draw } = chronicle;
  const [giver, taker] = [knownPerson(draw, app), knownPerson(draw, app)];
  let subscription = hasHad(chronicle, giver, { plan: app.changes.lower });
  if (draw.chance(0.5)) subscription = buys(chronicle, giver, { plan: draw.pick(app.plans) });
  chronicle.wait(DAY, 5 * DAY);
  subscription = handsOver(chronicle, subscription, taker);
  chronicle.wait(HOUR, 5 * DAY);
  if (draw.chance(0.3)) subscription = handsOver(chronicle, subscription, giver);
  renewsToTheEnd(chronicle, subscription);
};

/** A non-consumable moves, from another account or by the buyer's own login. */
export const oneTimePurchaseTransfer: Story = (chronicle, app) => {
  const { draw } = chronicle;
  const giver = draw.chance(0.5) ? anonymousPerson(draw, app) : knownPerson(draw, app);
  const taker = giver.userId === undefined ? loggedIn(draw, giver) : knownPerson(draw, app);
  const given = newOneTimePurchase(draw, giver, app.nonConsumable, chronicle.nowMs);
  chronicle.send(activate('ONE_TIME_PURCHASE', given));
  chronicle.wait(HOUR, 10 * DAY);
  const received = { ...given, owner: taker };
  chronicle.send(
    deactivate('ONE_TIME_PURCHASE_TRANSFERRED', given),
    lifecycle('ONE_TIME_PURCHASE_TRANSFERRED', given, idsOf('transferred_to', taker)),
    activate('ONE_TIME_PURCHASE_RECEIVED', received),
    {
      ...lifecycle('ONE_TIME_PURCHASE_RECEIVED', received, idsOf('transferred_from', giver)),
      ...claimOf(giver),
    },
  );
};
