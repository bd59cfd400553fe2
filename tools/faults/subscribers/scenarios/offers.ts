import { knownPerson } from '../person.ts';
import type { Offer } from '../subscription.ts';
import type { Scenario } from './scenario.ts';
import { buys, converts, disablesRenewal, doesNotConvert, renewsToTheEnd } from './steps.ts';

const startsWith =
  (offer: Offer): Scenario =>
  (timeline, app) => {
    const { draw } = timeline;
    let subscription = buys(timeline, knownPerson(draw, app), { plan: draw.pick(app.plans), offer });
    if (draw.chance(0.4)) {
      subscription = disablesRenewal(timeline, subscription);
      doesNotConvert(timeline, subscription);
      return;
    }
    subscription = converts(timeline, subscription);
    renewsToTheEnd(timeline, subscription);
  };

export const introOffer = startsWith({ type: 'INTRO_OFFER' });
export const promoCode = startsWith({ type: 'PROMO_CODE', identifier: 'ÉTÉ26' });
export const promotionalOffer = startsWith({ type: 'PROMOTIONAL_OFFER', identifier: 'winback-50' });
