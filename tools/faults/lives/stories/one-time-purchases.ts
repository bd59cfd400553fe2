import { activate, deactivate } from '../message.ts';
import { newOneTimePurchase } from '../one-time-purchase.ts';
import { knownPerson } from '../person.ts';
import { buys, renewsTimes } from '../scenes.ts';
import { DAY, HOUR } from '../time.ts';
import type { Story } from './story.ts';

/** Their only webhooks are ACTIVATE and, when paid back, DEACTIVATE. Some buyers subscribe too. */
export const oneTimePurchases: Story = (chronicle, app) => {
  const { draw } = chronicle;
  const owner = knownPerson(draw, app);
  if (draw.chance(0.5)) renewsTimes(chronicle, buys(chronicle, owner, { plan: app.changes.lower }), 1);
  for (let times = draw.between(1, 5); times > 0; times -= 1) {
    const product = draw.pick([app.consumable, app.consumable, app.nonConsumable]);
    const purchase = newOneTimePurchase(draw, owner, product, chronicle.nowMs);
    chronicle.send(activate('ONE_TIME_PURCHASE', purchase));
    chronicle.wait(HOUR, 6 * DAY);
    if (draw.chance(0.2)) chronicle.send(deactivate('ONE_TIME_PURCHASE_REFUNDED', purchase));
  }
};
