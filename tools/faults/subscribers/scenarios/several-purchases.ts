import { DAY, HOUR } from '../../time.ts';
import { knownPerson } from '../person.ts';
import { activate, deactivate } from '../purchase-event.ts';
import { newOneTimePurchase } from '../purchases.ts';
import type { Scenarios } from '../subscriber-timeline.ts';

export const SEVERAL_PURCHASES: Scenarios = {
  /** One pays, another has access too, until the sharing is withdrawn. */
  familySharing(timeline, app, draw) {
    const terms = { plan: app.changes.lower, store: 'APPLE_APP_STORE' };
    const startMs = timeline.nowMs;
    timeline.renewsToTheEnd(timeline.buys(knownPerson(draw, app), terms));

    timeline.nowMs = startMs;
    const shared = timeline.buys(knownPerson(draw, app), { ...terms, isFamilyShared: true });
    const latest = timeline.renewsTimes(shared, draw.between(0, 3));
    timeline.wait(DAY, 4 * DAY);
    timeline.losesAccess({ ...latest, status: 'DEACTIVATED' }, 'FAMILY_SHARED_REVOKED');
  },

  /** Their only webhooks are ACTIVATE and, when paid back, DEACTIVATE. Some buyers subscribe too. */
  oneTimePurchases(timeline, app, draw) {
    const owner = knownPerson(draw, app);
    if (draw.chance(0.5)) timeline.renewsTimes(timeline.buys(owner, { plan: app.changes.lower }), 1);
    for (let times = draw.between(1, 5); times > 0; times -= 1) {
      const product = draw.pick([app.consumable, app.consumable, app.nonConsumable]);
      const purchase = newOneTimePurchase(draw, owner, product, timeline.nowMs);
      timeline.send(activate('ONE_TIME_PURCHASE', purchase));
      timeline.wait(HOUR, 6 * DAY);
      if (draw.chance(0.2)) timeline.send(deactivate('ONE_TIME_PURCHASE_REFUNDED', purchase));
    }
  },

  /** Two at the same time. A person has one set of properties: the newest event of either has the last word. */
  twoSubscriptions(timeline, app, draw) {
    const owner = knownPerson(draw, app);
    const startMs = timeline.nowMs;
    timeline.renewsToTheEnd(timeline.buys(owner, { plan: app.changes.lower }));

    timeline.nowMs = startMs;
    timeline.wait(DAY, 10 * DAY);
    const second = timeline.renewsTimes(timeline.buys(owner, { plan: app.changes.beside }), 1);
    timeline.ends(timeline.disablesRenewal(second), 'DEACTIVATED');
  },

  /** A tester, whose periods last minutes. Some of them subscribe in earnest, under the same id. */
  sandboxTester(timeline, app, draw) {
    const owner = knownPerson(draw, app);
    const tester = { ...owner, environment: 'SANDBOX' } as const;
    const store = draw.pick(['GOOGLE_PLAY_STORE', 'APPLE_APP_STORE']);
    const bought = timeline.buys(tester, { plan: app.changes.lower, store });
    timeline.ends(timeline.renewsTimes(bought, draw.between(1, 4)), 'DEACTIVATED');
    if (draw.chance(0.6)) return;
    timeline.wait(DAY, 3 * DAY);
    timeline.renewsToTheEnd(timeline.buys(owner, { plan: draw.pick(app.plans) }));
  },
};
