import { DAY, HOUR, MINUTE } from '../../time.ts';
import { anonymousPerson, knownPerson, loggedIn, type Person } from '../person.ts';
import { activate, deactivate, lifecycle } from '../purchase-event.ts';
import { newOneTimePurchase, type Subscription } from '../purchases.ts';
import type { Scenarios, SubscriberTimeline } from '../subscriber-timeline.ts';

export const TRANSFERS: Scenarios = {
  /** Bought before the login, which moves it to the account: the events of before are theirs too then. */
  loginAfterPurchase(timeline, app, draw) {
    const stranger = anonymousPerson(draw, app);
    const trial = draw.chance(0.4) ? { offer: { type: 'FREE_TRIAL' } as const } : {};
    let subscription = timeline.buys(stranger, { plan: draw.pick(app.plans), ...trial });
    if (draw.chance(0.3)) {
      subscription = timeline.enablesRenewal(timeline.disablesRenewal(subscription));
    }
    timeline.wait(MINUTE, 10 * DAY);
    timeline.renewsToTheEnd(handsOver(timeline, subscription, loggedIn(draw, stranger)));
  },

  /** Bought on two devices, each before its login to the same account. */
  loginOnTwoDevices(timeline, app, draw) {
    const [phone, tablet] = [anonymousPerson(draw, app), anonymousPerson(draw, app)];
    const account = loggedIn(draw, phone);
    const onPhone = timeline.buys(phone, { plan: app.changes.lower });
    const onTablet = timeline.buys(tablet, { plan: app.changes.beside });
    timeline.wait(MINUTE, 3 * DAY);
    handsOver(timeline, onPhone, account);
    timeline.renewsToTheEnd(handsOver(timeline, onTablet, account));
  },

  /** Never logs in: the events stay anonymous. */
  staysAnonymous(timeline, app, draw) {
    const subscription = timeline.buys(anonymousPerson(draw, app), { plan: app.changes.lower });
    const renewed = timeline.renewsTimes(subscription, 2);
    timeline.ends(timeline.disablesRenewal(renewed), 'DEACTIVATED');
  },

  /** Bought on the web: its webhooks name the account and the browser, in which something was bought before. */
  webPurchase(timeline, app, draw) {
    const stranger = anonymousPerson(draw, app);
    const credits = newOneTimePurchase(draw, stranger, app.consumable, timeline.nowMs);
    timeline.send(activate('ONE_TIME_PURCHASE', credits));
    timeline.wait(HOUR, 5 * DAY);
    const inBrowser = { ...stranger, ...loggedIn(draw, stranger) };
    timeline.renewsToTheEnd(timeline.buys(inBrowser, { plan: draw.pick(app.plans), store: 'STRIPE' }));
  },

  /** Between two accounts, which stay two people; some give it back. */
  transferBetweenAccounts(timeline, app, draw) {
    const [giver, taker] = [knownPerson(draw, app), knownPerson(draw, app)];
    let subscription = timeline.hasHad(giver, { plan: app.changes.lower });
    if (draw.chance(0.5)) subscription = timeline.buys(giver, { plan: draw.pick(app.plans) });
    timeline.wait(DAY, 5 * DAY);
    subscription = handsOver(timeline, subscription, taker);
    timeline.wait(HOUR, 5 * DAY);
    if (draw.chance(0.3)) subscription = handsOver(timeline, subscription, giver);
    timeline.renewsToTheEnd(subscription);
  },

  /** A non-consumable moves, from another account or by the buyer's own login. */
  oneTimePurchaseTransfer(timeline, app, draw) {
    const giver = draw.chance(0.5) ? anonymousPerson(draw, app) : knownPerson(draw, app);
    const taker = giver.userId === undefined ? loggedIn(draw, giver) : knownPerson(draw, app);
    const given = newOneTimePurchase(draw, giver, app.nonConsumable, timeline.nowMs);
    timeline.send(activate('ONE_TIME_PURCHASE', given));
    timeline.wait(HOUR, 10 * DAY);
    const received = { ...given, owner: taker };
    timeline.send(
      deactivate('ONE_TIME_PURCHASE_TRANSFERRED', given),
      lifecycle('ONE_TIME_PURCHASE_TRANSFERRED', given, idsOf('transferred_to', taker)),
      activate('ONE_TIME_PURCHASE_RECEIVED', received),
      {
        ...lifecycle('ONE_TIME_PURCHASE_RECEIVED', received, idsOf('transferred_from', giver)),
        ...claimOf(giver),
      },
    );
  },
};

/** A subscription moves to another user: both sides get webhooks, in the same millisecond. */
export function handsOver(
  timeline: SubscriberTimeline,
  subscription: Subscription,
  to: Person,
): Subscription {
  const from = subscription.owner;
  const received = { ...subscription, owner: to, previousOffer: subscription.offer.type };
  const lost = { ...subscription, status: 'DEACTIVATED', previousOffer: subscription.offer.type };
  // Published samples of the losing side do not agree on the status.
  const status = timeline.draw.chance(0.5) ? { subscription_status: subscription.status } : {};
  timeline.send(
    deactivate('SUBSCRIPTION_TRANSFERRED', lost),
    lifecycle('SUBSCRIPTION_TRANSFERRED', lost, { ...status, ...idsOf('transferred_to', to) }),
    activate('SUBSCRIPTION_RECEIVED', received),
    {
      ...lifecycle('SUBSCRIPTION_RECEIVED', received, idsOf('transferred_from', from)),
      ...claimOf(from),
    },
  );
  return received;
}

function idsOf(role: 'transferred_to' | 'transferred_from', { userId, anonymousId }: Person) {
  return {
    ...(userId === undefined ? {} : { [`${role}_user_id`]: userId }),
    ...(anonymousId === undefined ? {} : { [`${role}_anonymous_user_id`]: anonymousId }),
  };
}

/** A person takes over what they did before the login; never what another account did. */
function claimOf({ userId, anonymousId }: Person) {
  return userId === undefined && anonymousId !== undefined ? { claims: anonymousId } : {};
}
