import { activate } from '../message.ts';
import { newOneTimePurchase } from '../one-time-purchase.ts';
import { anonymousPerson, loggedIn } from '../person.ts';
import { buys, disablesRenewal, enablesRenewal, ends, renewsTimes, renewsToTheEnd } from '../scenes.ts';
import { DAY, HOUR, MINUTE } from '../time.ts';
import { handsOver } from './hand-over.ts';
import type { Story } from './story.ts';

/** Bought before the login, which moves it to the account: the events of before are theirs too then. */
export const loginAfterPurchase: Story = (chronicle, app) => {
  const { draw } = chronicle;
  const stranger = anonymousPerson(draw, app);
  const trial = draw.chance(0.4) ? { offer: { type: 'FREE_TRIAL' } as const } : {};
  let subscription = buys(chronicle, stranger, { plan: draw.pick(app.plans), ...trial });
  if (draw.chance(0.3)) {
    subscription = enablesRenewal(chronicle, disablesRenewal(chronicle, subscription));
  }
  chronicle.wait(MINUTE, 10 * DAY);
  renewsToTheEnd(chronicle, handsOver(chronicle, subscription, loggedIn(draw, stranger)));
};

/** Bought on two devices, each before its login to the same account. */
export const loginOnTwoDevices: Story = (chronicle, app) => {
  const { draw } = chronicle;
  const [phone, tablet] = [anonymousPerson(draw, app), anonymousPerson(draw, app)];
  const account = loggedIn(draw, phone);
  const onPhone = buys(chronicle, phone, { plan: app.changes.lower });
  const onTablet = buys(chronicle, tablet, { plan: app.changes.beside });
  chronicle.wait(MINUTE, 3 * DAY);
  handsOver(chronicle, onPhone, account);
  renewsToTheEnd(chronicle, handsOver(chronicle, onTablet, account));
};

/** Never logs in: the events stay nobody's. */
export const staysAnonymous: Story = (chronicle, app) => {
  const { draw } = chronicle;
  const subscription = buys(chronicle, anonymousPerson(draw, app), { plan: app.changes.lower });
  const renewed = renewsTimes(chronicle, subscription, 2);
  ends(chronicle, disablesRenewal(chronicle, renewed), 'DEACTIVATED');
};

/** Bought on the web: its webhooks name the account and the browser, in which something was bought before. */
export const webPurchase: Story = (chronicle, app) => {
  const { draw } = chronicle;
  const stranger = anonymousPerson(draw, app);
  const credits = newOneTimePurchase(draw, stranger, app.consumable, chronicle.nowMs);
  chronicle.send(activate('ONE_TIME_PURCHASE', credits));
  chronicle.wait(HOUR, 5 * DAY);
  const inBrowser = { ...stranger, ...loggedIn(draw, stranger) };
  renewsToTheEnd(chronicle, buys(chronicle, inBrowser, { plan: draw.pick(app.plans), store: 'STRIPE' }));
};
