import { DAY } from '../../time.ts';
import { knownPerson } from '../person.ts';
import type { Offer } from '../purchases.ts';
import {
  buys,
  converts,
  disablesRenewal,
  doesNotConvert,
  happens,
  reactivates,
  renewsToTheEnd,
  type Scenario,
  type Scenarios,
} from './steps.ts';

const WIN_BACK = { type: 'PROMOTIONAL_OFFER', identifier: 'winback-50' } as const;

const startsWith =
  (offer: Offer): Scenario =>
  (timeline, app, draw) => {
    let subscription = buys(timeline, knownPerson(draw, app), { plan: draw.pick(app.plans), offer });
    if (draw.chance(0.4)) {
      subscription = disablesRenewal(timeline, subscription);
      doesNotConvert(timeline, subscription);
      return;
    }
    subscription = converts(timeline, subscription);
    renewsToTheEnd(timeline, subscription);
  };

export const OFFERS: Scenarios = {
  trialThatConverts(timeline, app, draw) {
    let subscription = buys(timeline, knownPerson(draw, app), {
      plan: draw.pick(app.plans),
      offer: { type: 'FREE_TRIAL' },
    });
    subscription = converts(timeline, subscription);
    renewsToTheEnd(timeline, subscription);
  },

  /** Ends unpaid; some are won back months, here days, later. */
  trialThatLapses(timeline, app, draw) {
    let subscription = buys(timeline, knownPerson(draw, app), {
      plan: draw.pick(app.plans),
      offer: { type: 'FREE_TRIAL' },
    });
    if (draw.chance(0.5)) happens(timeline, subscription, 'RETENTION_MESSAGE_REQUESTED');
    subscription = disablesRenewal(timeline, subscription);
    subscription = doesNotConvert(timeline, subscription);
    if (draw.chance(0.3)) return;
    timeline.wait(DAY, 10 * DAY);
    subscription = reactivates(timeline, subscription, draw.chance(0.5) ? WIN_BACK : undefined);
    renewsToTheEnd(timeline, subscription);
  },

  introOffer: startsWith({ type: 'INTRO_OFFER' }),
  promoCode: startsWith({ type: 'PROMO_CODE', identifier: 'ÉTÉ26' }),
  promotionalOffer: startsWith({ type: 'PROMOTIONAL_OFFER', identifier: 'winback-50' }),
};
