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
} from '../scenes.ts';
import { DAY } from '../time.ts';
import type { Story } from './story.ts';

/** Nothing happens but renewals, for some since long before. */
export const steadySubscriber: Story = (chronicle, app) => {
  const { draw } = chronicle;
  const owner = knownPerson(draw, app);
  const enter = draw.chance(0.4) ? hasHad : buys;
  renewsToTheEnd(chronicle, enter(chronicle, owner, { plan: draw.pick(app.plans) }));
};

/** Switches the renewal off and on, and in the end leaves it off. */
export const waveringSubscriber: Story = (chronicle, app) => {
  const { draw } = chronicle;
  let subscription = buys(chronicle, knownPerson(draw, app), { plan: app.changes.lower });
  for (let times = draw.between(1, 3); times > 0; times -= 1) {
    subscription = disablesRenewal(chronicle, subscription);
    subscription = enablesRenewal(chronicle, subscription);
    subscription = renews(chronicle, subscription);
  }
  subscription = disablesRenewal(chronicle, subscription);
  ends(chronicle, subscription, 'DEACTIVATED');
};

/** Leaves, and comes back at the regular price or on an offer. */
export const returningSubscriber: Story = (chronicle, app) => {
  const { draw } = chronicle;
  let subscription = hasHad(chronicle, knownPerson(draw, app), { plan: app.changes.lower });
  subscription = disablesRenewal(chronicle, subscription);
  subscription = ends(chronicle, subscription, 'DEACTIVATED');
  chronicle.wait(DAY, 12 * DAY);
  const offer = { type: 'PROMO_CODE', identifier: 'COMEBACK' } as const;
  subscription = reactivates(chronicle, subscription, draw.chance(0.4) ? offer : undefined);
  renewsToTheEnd(chronicle, subscription);
};
