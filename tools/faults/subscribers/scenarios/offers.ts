import { DAY } from '../../time.ts';
import { knownPerson } from '../person.ts';
import type { Offer } from '../purchases.ts';
import type { Scenario, Scenarios } from '../subscriber-timeline.ts';

const WIN_BACK = { type: 'PROMOTIONAL_OFFER', identifier: 'winback-50' } as const;

const startsWith =
  (offer: Offer): Scenario =>
  (timeline, app, draw) => {
    let subscription = timeline.buys(knownPerson(draw, app), { plan: draw.pick(app.plans), offer });
    if (draw.chance(0.4)) {
      subscription = timeline.disablesRenewal(subscription);
      timeline.doesNotConvert(subscription);
      return;
    }
    subscription = timeline.converts(subscription);
    timeline.renewsToTheEnd(subscription);
  };

export const OFFERS: Scenarios = {
  trialThatConverts(timeline, app, draw) {
    let subscription = timeline.buys(knownPerson(draw, app), {
      plan: draw.pick(app.plans),
      offer: { type: 'FREE_TRIAL' },
    });
    subscription = timeline.converts(subscription);
    timeline.renewsToTheEnd(subscription);
  },

  /** Ends unpaid; some are won back months, here days, later. */
  trialThatLapses(timeline, app, draw) {
    let subscription = timeline.buys(knownPerson(draw, app), {
      plan: draw.pick(app.plans),
      offer: { type: 'FREE_TRIAL' },
    });
    if (draw.chance(0.5)) timeline.happens(subscription, 'RETENTION_MESSAGE_REQUESTED');
    subscription = timeline.disablesRenewal(subscription);
    subscription = timeline.doesNotConvert(subscription);
    if (draw.chance(0.3)) return;
    timeline.wait(DAY, 10 * DAY);
    subscription = timeline.reactivates(subscription, draw.chance(0.5) ? WIN_BACK : undefined);
    timeline.renewsToTheEnd(subscription);
  },

  introOffer: startsWith({ type: 'INTRO_OFFER' }),
  promoCode: startsWith({ type: 'PROMO_CODE', identifier: 'ÉTÉ26' }),
  promotionalOffer: startsWith({ type: 'PROMOTIONAL_OFFER', identifier: 'winback-50' }),
};
