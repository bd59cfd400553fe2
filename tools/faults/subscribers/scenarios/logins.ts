import { DAY, HOUR, MINUTE } from '../../time.ts';
import { newOneTimePurchase } from '../one-time-purchase.ts';
import { anonymousPerson, loggedIn } from '../person.ts';
import { activate } from '../purchase-event.ts';
import { handsOver } from './hand-over.ts';
import type { Scenario } from './scenario.ts';
import { buys, disablesRenewal, enablesRenewal, ends, renewsTimes, renewsToTheEnd } from './steps.ts';

/** Bought before the login, which moves it to the account: the events of before are theirs too then. */
export const loginAfterPurchase: Scenario = (timeline, app) => {
  const { draw } = timeline;
  const stranger = anonymousPerson(draw, app);
  const trial = draw.chance(0.4) ? { offer: { type: 'FREE_TRIAL' } as const } : {};
  let subscription = buys(timeline, stranger, { plan: draw.pick(app.plans), ...trial });
  if (draw.chance(0.3)) {
    subscription = enablesRenewal(timeline, disablesRenewal(timeline, subscription));
  }
  timeline.wait(MINUTE, 10 * DAY);
  renewsToTheEnd(timeline, handsOver(timeline, subscription, loggedIn(draw, stranger)));
};

/** Bought on two devices, each before its login to the same account. */
export const loginOnTwoDevices: Scenario = (timeline, app) => {
  const { draw } = timeline;
  const [phone, tablet] = [anonymousPerson(draw, app), anonymousPerson(draw, app)];
  const account = loggedIn(draw, phone);
  const onPhone = buys(timeline, phone, { plan: app.changes.lower });
  const onTablet = buys(timeline, tablet, { plan: app.changes.beside });
  timeline.wait(MINUTE, 3 * DAY);
  handsOver(timeline, onPhone, account);
  renewsToTheEnd(timeline, handsOver(timeline, onTablet, account));
};

/** Never logs in: the events stay anonymous. */
export const staysAnonymous: Scenario = (timeline, app) => {
  const { draw } = timeline;
  const subscription = buys(timeline, anonymousPerson(draw, app), { plan: app.changes.lower });
  const renewed = renewsTimes(timeline, subscription, 2);
  ends(timeline, disablesRenewal(timeline, renewed), 'DEACTIVATED');
};

/** Bought on the web: its webhooks name the account and the browser, in which something was bought before. */
export const webPurchase: Scenario = (timeline, app) => {
  const { draw } = timeline;
  const stranger = anonymousPerson(draw, app);
  const credits = newOneTimePurchase(draw, stranger, app.consumable, timeline.nowMs);
  timeline.send(activate('ONE_TIME_PURCHASE', credits));
  timeline.wait(HOUR, 5 * DAY);
  const inBrowser = { ...stranger, ...loggedIn(draw, stranger) };
  renewsToTheEnd(timeline, buys(timeline, inBrowser, { plan: draw.pick(app.plans), store: 'STRIPE' }));
};
