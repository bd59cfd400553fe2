import { knownPerson } from '../person.ts';
import { buys, converts, disablesRenewal, doesNotConvert, renewsToTheEnd } from '../scenes.ts';
import type { Offer } from '../subscription.ts';
import type { Story } from './story.ts';

const startsWith =
  (offer: Offer): Story =>
  (chronicle, app) => {
    const { draw } = chronicle;
    let subscription = buys(chronicle, knownPerson(draw, app), { plan: draw.pick(app.plans), offer });
    if (draw.chance(0.4)) {
      subscription = disablesRenewal(chronicle, subscription);
      doesNotConvert(chronicle, subscription);
      return;
    }
    subscription = converts(chronicle, subscription);
    renewsToTheEnd(chronicle, subscription);
  };

export const introOffer = startsWith({ type: 'INTRO_OFFER' });
export const promoCode = startsWith({ type: 'PROMO_CODE', identifier: 'ÉTÉ26' });
export const promotionalOffer = startsWith({ type: 'PROMOTIONAL_OFFER', identifier: 'winback-50' });
