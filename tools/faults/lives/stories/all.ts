import { billingRetry, graceThatFails, graceThatIsCancelled, graceThatRecovers } from './billing.ts';
import { commitment } from './commitments.ts';
import { familySharing } from './families.ts';
import { futureEvents, futureStatus } from './future-events.ts';
import { loginAfterPurchase, loginOnTwoDevices, staysAnonymous, webPurchase } from './logins.ts';
import { introOffer, promoCode, promotionalOffer } from './offers.ts';
import { oneTimePurchases } from './one-time-purchases.ts';
import { deferral, pauseAndResume, pauseThatEndsIt, pauseWithdrawn } from './pauses.ts';
import { crossgrade, downgrade, upgrade } from './plan-changes.ts';
import { refund } from './refunds.ts';
import { returningSubscriber, steadySubscriber, waveringSubscriber } from './renewals.ts';
import { sandboxTester } from './sandboxes.ts';
import { twoSubscriptions } from './several-subscriptions.ts';
import type { Story } from './story.ts';
import { oneTimePurchaseTransfer, transferBetweenAccounts } from './transfers.ts';
import { trialThatConverts, trialThatLapses } from './trials.ts';

/** Every story, by the name it has in a life. */
export const STORIES: Readonly<Record<string, Story>> = {
  trialThatConverts,
  trialThatLapses,
  introOffer,
  promoCode,
  promotionalOffer,
  steadySubscriber,
  waveringSubscriber,
  returningSubscriber,
  graceThatRecovers,
  graceThatFails,
  graceThatIsCancelled,
  billingRetry,
  pauseAndResume,
  pauseThatEndsIt,
  pauseWithdrawn,
  deferral,
  upgrade,
  downgrade,
  crossgrade,
  refund,
  commitment,
  loginAfterPurchase,
  loginOnTwoDevices,
  staysAnonymous,
  webPurchase,
  transferBetweenAccounts,
  oneTimePurchaseTransfer,
  familySharing,
  oneTimePurchases,
  twoSubscriptions,
  sandboxTester,
  futureEvents,
  futureStatus,
};
