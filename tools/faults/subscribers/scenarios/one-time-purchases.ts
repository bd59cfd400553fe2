import { DAY, HOUR } from '../../time.ts';
import { newOneTimePurchase } from '../one-time-purchase.ts';
import { knownPerson } from '../person.ts';
import { activate, deactivate } from '../purchase-event.ts';
import type { Scenario } from './scenario.ts';
import { buys, renewsTimes } from './steps.ts';

/** Their only webhooks are ACTIVATE and, when paid back, DEACTIVATE. Some buyers subscribe too. */
export const oneTimePurchases: Scenario = (timeline, app) => {
  const { draw } = timeline;
  const owner = knownPerson(draw, app);
  if (draw.chance(0.5)) renewsTimes(timeline, buys(timeline, owner, { plan: app.changes.lower }), 1);
  for (let times = draw.between(1, 5); times > 0; times -= 1) {
    const product = draw.pick([app.consumable, app.consumable, app.nonConsumable]);
    const purchase = newOneTimePurchase(draw, owner, product, timeline.nowMs);
    timeline.send(activate('ONE_TIME_PURCHASE', purchase));
    timeline.wait(HOUR, 6 * DAY);
    if (draw.chance(0.2)) timeline.send(deactivate('ONE_TIME_PURCHASE_REFUNDED', purchase));
  }
};
