/**
 * Every server event Purchasely documents for payload version 3, as data.
 *
 * The set is open: Purchasely adds events without a new payload version, so nothing may refuse a name that is not here.
 *
 * @see https://docs.purchasely.com/docs/server-events-attributes
 */

/**
 * Purpose of a family:
 * - `entitlement`: access control. Says that access began or ended, next to the lifecycle event that says why.
 * - `lifecycle` and `offer`: marketing and analytics. They carry the subscription's state.
 * - `transaction`: revenue. Money moved for a subscription.
 */
export type EventFamily = 'entitlement' | 'lifecycle' | 'offer' | 'transaction';

export interface EventDescription {
  readonly family: EventFamily;
  /** Its meaning for the author of a campaign. */
  readonly meaning: string;
}

const entitlement = (meaning: string) => ({ family: 'entitlement', meaning }) as const;
const lifecycle = (meaning: string) => ({ family: 'lifecycle', meaning }) as const;
const offer = (meaning: string) => ({ family: 'offer', meaning }) as const;
const transaction = (meaning: string) => ({ family: 'transaction', meaning }) as const;

export const EVENTS = {
  ACTIVATE: entitlement('Access began or continues. The only event of a one-time purchase.'),
  DEACTIVATE: entitlement('Access ended. The only event when a one-time purchase is refunded.'),

  SUBSCRIPTION_STARTED: lifecycle('A subscription was bought, with or without an offer.'),
  SUBSCRIPTION_RENEWED: lifecycle('The subscription was renewed.'),
  SUBSCRIPTION_REACTIVATED: lifecycle('An expired subscription is active again.'),
  SUBSCRIPTION_TERMINATED: lifecycle('The subscription ended; the status says why.'),
  RENEWAL_DISABLED: lifecycle('Auto-renewal was switched off; access continues until the period ends.'),
  RENEWAL_ENABLED: lifecycle('Auto-renewal was switched on again before the period ended.'),
  RETENTION_MESSAGE_REQUESTED: lifecycle('Apple asked for a retention message. Not a cancellation.'),
  SUBSCRIPTION_REFUNDED_REVOKED: lifecycle('The subscription was refunded; access is lost.'),
  FAMILY_SHARED_REVOKED: lifecycle('The owner stopped sharing the subscription with this family member.'),

  GRACE_PERIOD_STARTED: lifecycle('A renewal payment failed; access is kept during the grace period.'),
  GRACE_PERIOD_TERMINATED: lifecycle('The grace period ended unpaid; access is lost, billing retry follows.'),
  SUBSCRIPTION_CANCELLED_DURING_GRACE_PERIOD: lifecycle('Cancelled during the grace period.'),
  SUBSCRIPTION_RECOVERED_FROM_GRACE_PERIOD: lifecycle('The payment succeeded during the grace period.'),
  ENTERED_BILLING_RETRY: lifecycle('The payment failed; no access while the store retries.'),
  SUBSCRIPTION_RECOVERED_FROM_BILLING_RETRY: lifecycle('The payment succeeded during billing retry.'),

  SUBSCRIPTION_UPGRADED: lifecycle('Moved to a higher plan, at once.'),
  SUBSCRIPTION_CROSSGRADED: lifecycle('Moved to a plan of the same level.'),
  SUBSCRIPTION_DOWNGRADED: lifecycle('Moved to a lower plan, from the next billing cycle on.'),
  SUBSCRIPTION_DEFERRED: lifecycle('The publisher gave extra time for free (Google).'),

  SUBSCRIPTION_TRANSFERRED: lifecycle('Sent to the old owner: the subscription moved to another user.'),
  SUBSCRIPTION_RECEIVED: lifecycle('Sent to the new owner: a subscription arrived from another user.'),
  ONE_TIME_PURCHASE_TRANSFERRED: lifecycle('Sent to the old owner: a non-consumable moved to another user.'),
  ONE_TIME_PURCHASE_RECEIVED: lifecycle('Sent to the new owner: a non-consumable arrived from another user.'),

  SUBSCRIPTION_WILL_PAUSE: lifecycle('A pause is set for the next renewal date (Google).'),
  SUBSCRIPTION_WILL_NOT_PAUSE: lifecycle('A planned pause was withdrawn before it began (Google).'),
  SUBSCRIPTION_PAUSED: lifecycle('The pause began; no access (Google).'),
  SUBSCRIPTION_UNPAUSED: lifecycle('The subscription resumed after a pause (Google).'),
  SUBSCRIPTION_CANCELLED_DURING_PAUSE: lifecycle('Cancelled while paused (Google).'),

  INSTALLMENT_PAID: lifecycle('One monthly charge of a 12-month commitment was billed (Apple).'),
  INSTALLMENT_REFUNDED: lifecycle('A past instalment was refunded; the subscription continues (Apple).'),

  TRIAL_STARTED: offer('A free trial began.'),
  TRIAL_CONVERTED: offer('A free trial became a paid subscription.'),
  TRIAL_NOT_CONVERTED: offer('A free trial ended without a payment.'),
  INTRO_OFFER_STARTED: offer('A discounted introductory period began.'),
  INTRO_OFFER_CONVERTED: offer('An introductory period became a subscription at the regular price.'),
  INTRO_OFFER_NOT_CONVERTED: offer('An introductory period ended without becoming a regular subscription.'),
  PROMO_CODE_STARTED: offer('A promo code was redeemed and its period began.'),
  PROMO_CODE_CONVERTED: offer('A promo code period became a regular subscription.'),
  PROMO_CODE_NOT_CONVERTED: offer('A promo code period ended without becoming a regular subscription.'),
  PROMOTIONAL_OFFER_STARTED: offer('A promotional (retention or win-back) offer began.'),
  PROMOTIONAL_OFFER_CONVERTED: offer('A promotional offer became a regular subscription.'),
  PROMOTIONAL_OFFER_NOT_CONVERTED: offer('A promotional offer ended and the subscription with it.'),

  TRANSACTION_PROCESSED: transaction('Money moved for a subscription; a refund has a negative amount.'),
} as const satisfies Record<string, EventDescription>;

export type EventName = keyof typeof EVENTS;

export const EVENT_NAMES = Object.keys(EVENTS) as EventName[];

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(EVENTS, name);
}

/**
 * Names of payload version 2 and slips found in the documentation, with the event that is meant today. Used to give a
 * better hint when one of them appears in a configuration; a webhook is never renamed.
 */
export const FORMER_EVENT_NAMES: Readonly<Record<string, EventName>> = {
  SUBSCRIPTION_EXPIRED: 'SUBSCRIPTION_TERMINATED',
  SUBSCRIPTION_REFUNDED: 'SUBSCRIPTION_REFUNDED_REVOKED',
  INTRO_PERIOD_STARTED: 'INTRO_OFFER_STARTED',
  PURCHASE_VALIDATED: 'ACTIVATE',
  PURCHASE_REFUND: 'DEACTIVATE',
};
