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
  renewsTimes,
  renewsToTheEnd,
  type Scenario,
} from './steps.ts';

/** Nothing happens but renewals, for some since long before. */
export const steadySubscriber: Scenario = (timeline, app, draw) => {
  const owner = knownPerson(draw, app);
  const enter = draw.chance(0.4) ? hasHad : buys;
  renewsToTheEnd(timeline, enter(timeline, owner, { plan: draw.pick(app.plans) }));
};

/** Switches the renewal off and on, and in the end leaves it off. */
export const waveringSubscriber: Scenario = (timeline, app, draw) => {
  let subscription = buys(timeline, knownPerson(draw, app), { plan: app.changes.lower });
  for (let times = draw.between(1, 3); times > 0; times -= 1) {
    subscription = disablesRenewal(timeline, subscription);
    subscription = enablesRenewal(timeline, subscription);
    subscription = renews(timeline, subscription);
  }
  subscription = disablesRenewal(timeline, subscription);
  ends(timeline, subscription, 'DEACTIVATED');
};

/** Leaves, and comes back at the regular price or on an offer. */
export const returningSubscriber: Scenario = (timeline, app, draw) => {
  let subscription = hasHad(timeline, knownPerson(draw, app), { plan: app.changes.lower });
  subscription = disablesRenewal(timeline, subscription);
  subscription = ends(timeline, subscription, 'DEACTIVATED');
  timeline.wait(DAY, 12 * DAY);
  const offer = { type: 'PROMO_CODE', identifier: 'COMEBACK' } as const;
  subscription = reactivates(timeline, subscription, draw.chance(0.4) ? offer : undefined);
  renewsToTheEnd(timeline, subscription);
};

/** A tester, whose periods last minutes. Some of them subscribe in earnest, under the same id. */
export const sandboxTester: Scenario = (timeline, app, draw) => {
  const owner = knownPerson(draw, app);
  const tester = { ...owner, environment: 'SANDBOX' } as const;
  const store = draw.pick(['GOOGLE_PLAY_STORE', 'APPLE_APP_STORE']);
  const bought = buys(timeline, tester, { plan: app.changes.lower, store });
  ends(timeline, renewsTimes(timeline, bought, draw.between(1, 4)), 'DEACTIVATED');
  if (draw.chance(0.6)) return;
  timeline.wait(DAY, 3 * DAY);
  renewsToTheEnd(timeline, buys(timeline, owner, { plan: draw.pick(app.plans) }));
};
