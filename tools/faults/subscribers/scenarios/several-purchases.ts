import { DAY, HOUR, SECOND } from '../../time.ts';
import { knownPerson } from '../person.ts';
import { activate, deactivate } from '../purchase-event.ts';
import { newOneTimePurchase } from '../purchases.ts';
import type { Scenarios } from '../subscriber-timeline.ts';
import { handsOver } from './transfers.ts';

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
      if (draw.chance(0.5)) timeline.wait(HOUR, 6 * DAY);
      if (draw.chance(0.2)) timeline.send(deactivate('ONE_TIME_PURCHASE_REFUNDED', purchase));
    }
  },

  /** Two at the same time: a person is the sum of their purchases. */
  twoSubscriptions(timeline, app, draw) {
    const owner = knownPerson(draw, app);
    const startMs = timeline.nowMs;
    timeline.renewsToTheEnd(timeline.buys(owner, { plan: app.changes.lower }));

    timeline.nowMs = startMs;
    timeline.wait(DAY, 10 * DAY);
    const second = timeline.renewsTimes(timeline.buys(owner, { plan: app.changes.beside }), 1);
    timeline.ends(timeline.disablesRenewal(second), 'DEACTIVATED');
  },

  /** All within minutes, and no later webhook would reveal a lost purchase. */
  buysSeveralAtOnce(timeline, app, draw) {
    const owner = knownPerson(draw, app);
    const lifetime = newOneTimePurchase(draw, owner, app.nonConsumable, timeline.nowMs);
    const purchases = [
      () => timeline.buys(owner, { plan: app.changes.lower }),
      () => timeline.buys(owner, { plan: app.changes.beside }),
      () => timeline.send(activate('ONE_TIME_PURCHASE', lifetime)),
    ];
    for (const buy of draw.shuffled(purchases)) {
      buy();
      timeline.wait(0, 10 * SECOND);
    }
  },

  /** A purchase for life, beside a subscription that runs out; some get their money back. */
  lifetimeBesideSubscription(timeline, app, draw) {
    const owner = knownPerson(draw, app);
    const subscription = timeline.buys(owner, { plan: app.changes.lower });
    timeline.wait(HOUR, 5 * DAY);
    const lifetime = newOneTimePurchase(draw, owner, app.nonConsumable, timeline.nowMs);
    timeline.send(activate('ONE_TIME_PURCHASE', lifetime));
    timeline.ends(timeline.disablesRenewal(subscription), 'DEACTIVATED');
    if (draw.chance(0.4)) return;
    timeline.wait(HOUR, 3 * DAY);
    timeline.send(deactivate('ONE_TIME_PURCHASE_REFUNDED', lifetime));
  },

  /** One of two moves to another account, and the other one goes on; or it is the other one that ends. */
  transferOfOneOfTwo(timeline, app, draw) {
    const [giver, taker] = [knownPerson(draw, app), knownPerson(draw, app)];
    const kept = timeline.buys(giver, { plan: app.changes.beside });
    timeline.wait(HOUR, DAY);
    const moving = timeline.buys(giver, { plan: app.changes.lower });
    timeline.wait(HOUR, 2 * DAY);
    const moved = handsOver(timeline, moving, taker);
    const startMs = timeline.nowMs;
    timeline.renewsTimes(moved, draw.between(0, 3));
    timeline.nowMs = startMs;
    if (draw.chance(0.5)) timeline.ends(timeline.disablesRenewal(kept), 'DEACTIVATED');
    else timeline.renewsToTheEnd(kept);
  },

  /** Only ACTIVATE and DEACTIVATE are switched on in the console, or everything but them. */
  onlySomeEvents(timeline, app, draw) {
    const console = draw.pick(['echoes only', 'no echoes'] as const);
    const owner = { ...knownPerson(draw, app), isSparse: false, console };
    const first = timeline.renewsTimes(timeline.buys(owner, { plan: app.changes.lower }), draw.between(0, 2));
    const startMs = timeline.nowMs;
    timeline.ends(timeline.disablesRenewal(first), 'DEACTIVATED');
    timeline.nowMs = startMs;
    timeline.wait(HOUR, 2 * DAY);
    timeline.renewsToTheEnd(timeline.buys(owner, { plan: app.changes.beside }));
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
