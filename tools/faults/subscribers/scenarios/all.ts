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
import type { Scenario } from './scenario.ts';
import { twoSubscriptions } from './several-subscriptions.ts';
import { oneTimePurchaseTransfer, transferBetweenAccounts } from './transfers.ts';
import { trialThatConverts, trialThatLapses } from './trials.ts';

/** Every scenario by its name. Their order is part of what a seed means. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
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
