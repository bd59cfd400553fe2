import { DAY, MINUTE } from '../../time.ts';
import { knownPerson } from '../person.ts';
import type { Scenarios } from '../subscriber-timeline.ts';

export const RENEWALS: Scenarios = {
  /** Nothing happens but renewals, for some since long before. */
  steadySubscriber(timeline, app, draw) {
    const owner = knownPerson(draw, app);
    const isOld = draw.chance(0.4);
    const terms = { plan: draw.pick(app.plans) };
    timeline.renewsToTheEnd(isOld ? timeline.hasHad(owner, terms) : timeline.buys(owner, terms));
  },

  /** Switches the renewal off and on, and in the end leaves it off. */
  waveringSubscriber(timeline, app, draw) {
    let subscription = timeline.buys(knownPerson(draw, app), { plan: app.changes.lower });
    for (let times = draw.between(1, 3); times > 0; times -= 1) {
      subscription = timeline.disablesRenewal(subscription);
      subscription = timeline.enablesRenewal(subscription);
      subscription = timeline.renews(subscription);
    }
    subscription = timeline.disablesRenewal(subscription);
    timeline.ends(subscription, 'DEACTIVATED');
  },

  /** Switches the renewal off and on within minutes: several copies of `deliver` have the webhooks at once. */
  undecidedSubscriber(timeline, app, draw) {
    let subscription = timeline.buys(knownPerson(draw, app), { plan: app.changes.lower });
    for (let times = draw.between(2, 4); times > 0; times -= 1) {
      subscription = timeline.disablesRenewal(subscription, [0, MINUTE]);
      subscription = timeline.enablesRenewal(subscription, [0, MINUTE]);
    }
    if (draw.chance(0.5)) timeline.disablesRenewal(subscription, [0, MINUTE]);
  },

  /** Leaves, and comes back at the regular price or on an offer. */
  returningSubscriber(timeline, app, draw) {
    let subscription = timeline.hasHad(knownPerson(draw, app), { plan: app.changes.lower });
    subscription = timeline.disablesRenewal(subscription);
    subscription = timeline.ends(subscription, 'DEACTIVATED');
    timeline.wait(DAY, 12 * DAY);
    const offer = { type: 'PROMO_CODE', identifier: 'COMEBACK' } as const;
    subscription = timeline.reactivates(subscription, draw.chance(0.4) ? offer : undefined);
    timeline.renewsToTheEnd(subscription);
  },
};
