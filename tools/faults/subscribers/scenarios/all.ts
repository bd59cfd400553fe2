import { futureEvents, futureStatus } from './future-events.ts';
import { introOffer, promoCode, promotionalOffer, trialThatConverts, trialThatLapses } from './offers.ts';
import { deferral, pauseAndResume, pauseThatEndsIt, pauseWithdrawn } from './pauses.ts';
import {
  billingRetry,
  commitment,
  graceThatFails,
  graceThatIsCancelled,
  graceThatRecovers,
  refund,
} from './payments.ts';
import { crossgrade, downgrade, upgrade } from './plan-changes.ts';
import { returningSubscriber, sandboxTester, steadySubscriber, waveringSubscriber } from './renewals.ts';
import { familySharing, oneTimePurchases, twoSubscriptions } from './several-purchases.ts';
import type { Scenario } from './steps.ts';
import {
  loginAfterPurchase,
  loginOnTwoDevices,
  oneTimePurchaseTransfer,
  staysAnonymous,
  transferBetweenAccounts,
  webPurchase,
} from './transfers.ts';

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
