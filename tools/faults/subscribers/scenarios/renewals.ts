import { DAY } from '../../time.ts';
import { knownPerson } from '../person.ts';
import {
  buys,
  disablesRenewal,
  enablesRenewal,
  ends,
  hasHad,
  reactivates,
  renews,
  renewsToTheEnd,
  type Scenarios,
} from './steps.ts';

export const RENEWALS: Scenarios = {
  /** Nothing happens but renewals, for some since long before. */
  steadySubscriber(timeline, app, draw) {
    const owner = knownPerson(draw, app);
    const enter = draw.chance(0.4) ? hasHad : buys;
    renewsToTheEnd(timeline, enter(timeline, owner, { plan: draw.pick(app.plans) }));
  },

  /** Switches the renewal off and on, and in the end leaves it off. */
  waveringSubscriber(timeline, app, draw) {
    let subscription = buys(timeline, knownPerson(draw, app), { plan: app.changes.lower });
    for (let times = draw.between(1, 3); times > 0; times -= 1) {
      subscription = disablesRenewal(timeline, subscription);
      subscription = enablesRenewal(timeline, subscription);
      subscription = renews(timeline, subscription);
    }
    subscription = disablesRenewal(timeline, subscription);
    ends(timeline, subscription, 'DEACTIVATED');
  },

  /** Leaves, and comes back at the regular price or on an offer. */
  returningSubscriber(timeline, app, draw) {
    let subscription = hasHad(timeline, knownPerson(draw, app), { plan: app.changes.lower });
    subscription = disablesRenewal(timeline, subscription);
    subscription = ends(timeline, subscription, 'DEACTIVATED');
    timeline.wait(DAY, 12 * DAY);
    const offer = { type: 'PROMO_CODE', identifier: 'COMEBACK' } as const;
    subscription = reactivates(timeline, subscription, draw.chance(0.4) ? offer : undefined);
    renewsToTheEnd(timeline, subscription);
  },
};
