import { DAY, HOUR } from '../../time.ts';
import { knownPerson } from '../person.ts';
import { activate, deactivate } from '../purchase-event.ts';
import { newOneTimePurchase } from '../purchases.ts';
import {
  buys,
  disablesRenewal,
  ends,
  losesAccess,
  renewsTimes,
  renewsToTheEnd,
  type Scenario,
} from './steps.ts';

/** Two at the same time. A person has one set of properties: the newest event of either has the last word. */
export const twoSubscriptions: Scenario = (timeline, app, draw) => {
  const owner = knownPerson(draw, app);
  const startMs = timeline.nowMs;
  renewsToTheEnd(timeline, buys(timeline, owner, { plan: app.changes.lower }));

  timeline.nowMs = startMs;
  timeline.wait(DAY, 10 * DAY);
  const second = renewsTimes(timeline, buys(timeline, owner, { plan: app.changes.beside }), 1);
  ends(timeline, disablesRenewal(timeline, second), 'DEACTIVATED');
};

/** One pays, another has access too, until the sharing is withdrawn. */
export const familySharing: Scenario = (timeline, app, draw) => {
  const terms = { plan: app.changes.lower, store: 'APPLE_APP_STORE' };
  const startMs = timeline.nowMs;
  renewsToTheEnd(timeline, buys(timeline, knownPerson(draw, app), terms));

  timeline.nowMs = startMs;
  const shared = buys(timeline, knownPerson(draw, app), { ...terms, isFamilyShared: true });
  const latest = renewsTimes(timeline, shared, draw.between(0, 3));
  timeline.wait(DAY, 4 * DAY);
  losesAccess(timeline, { ...latest, status: 'DEACTIVATED' }, 'FAMILY_SHARED_REVOKED');
};

/** Their only webhooks are ACTIVATE and, when paid back, DEACTIVATE. Some buyers subscribe too. */
export const oneTimePurchases: Scenario = (timeline, app, draw) => {
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
