import type { AttributeValue } from '../customerio/operations.ts';
import { PROPERTIES, type PropertyName } from '../purchasely/properties.ts';
import { readAttribute } from '../purchasely/read-attribute.ts';
import type { PurchaselyEvent } from '../purchasely/webhook.ts';

/** `undefined`: the event does not say, leave the person's value alone. `""`: it no longer applies, clear it. */
export type PropertyValue = AttributeValue | undefined;

/** What a property is computed from. */
export interface Derivation {
  readonly event: PurchaselyEvent;
  readonly planPeriodicity: Readonly<Record<string, string>>;
}

type NotCopied = {
  [Name in PropertyName]: (typeof PROPERTIES)[Name]['how'] extends 'copied' ? never : Name;
}[PropertyName];

/** The value a property takes from an event of its scope. */
export function propertyValue(name: PropertyName, derivation: Derivation): PropertyValue {
  if (isDerived(name)) return DERIVED[name](derivation);
  const { from, type, whenAbsent } = PROPERTIES[name];
  const value = readAttribute(derivation.event.body, from, type);
  return value ?? (whenAbsent === 'clear' ? '' : undefined);
}

/** Access as the status tells it. A status that is not here is passed on, and nothing is guessed from it. */
const ACTIVE_BY_STATUS: ReadonlyMap<string | undefined, boolean> = new Map([
  ['AUTO_RENEWING', true],
  ['AUTO_RENEWING_CANCELED', true],
  ['AUTO_RENEWING_CANCELLED', true],
  ['IN_GRACE_PERIOD', true],
  ['ON_HOLD', false],
  ['PAUSED', false],
  ['DEACTIVATED', false],
  ['REVOKED', false],
  ['UNPAID', false],
]);

const DERIVED: Readonly<Record<NotCopied, (derivation: Derivation) => PropertyValue>> = {
  last_event: ({ event }) => event.name,

  has_active_subscription: ({ event }) => isActive(event),
  subscription_status: ({ event }) => statusOf(event),
  is_auto_renewing: ({ event }) => hasStatus(event, 'AUTO_RENEWING'),
  is_in_grace_period: ({ event }) => hasStatus(event, 'IN_GRACE_PERIOD'),
  is_in_billing_retry: ({ event }) => hasStatus(event, 'ON_HOLD'),
  is_in_trial: ({ event }) => isActiveWithOffer(event, 'FREE_TRIAL'),
  is_in_intro_offer: ({ event }) => isActiveWithOffer(event, 'INTRO_OFFER'),
  is_promo_code: ({ event }) => isActiveWithOffer(event, 'PROMO_CODE'),

  subscription_started_at: ({ event }) => readAttribute(event.body, 'original_purchased_at', 'date'),
  trial_ends_at: ({ event }) =>
    whileOffer(event, ['FREE_TRIAL'], readAttribute(event.body, 'effective_next_renewal_at', 'date')),
  offer_identifier: ({ event }) =>
    whileOffer(
      event,
      ['PROMO_CODE', 'PROMOTIONAL_OFFER'],
      readAttribute(event.body, 'offer_identifier', 'string'),
    ),
  offer_code_ref_name: ({ event }) =>
    whileOffer(event, ['PROMO_CODE'], readAttribute(event.body, 'offer_code_ref_name', 'string')),
  promotional_offer_id: ({ event }) =>
    whileOffer(event, ['PROMOTIONAL_OFFER'], readAttribute(event.body, 'promotional_offer_id', 'string')),

  plan_periodicity: ({ event, planPeriodicity }) => {
    const plan = readAttribute(event.body, 'plan', 'string');
    if (plan === undefined) return undefined;
    return Object.hasOwn(planPeriodicity, plan) ? planPeriodicity[plan] : '';
  },
};

function isDerived(name: PropertyName): name is NotCopied {
  return Object.hasOwn(DERIVED, name);
}

/** On the losing side of a transfer the event's name decides: published samples disagree about the status there. */
function statusOf(event: PurchaselyEvent): string | undefined {
  const status = readAttribute(event.body, 'subscription_status', 'string');
  const lost = event.name === 'SUBSCRIPTION_TRANSFERRED' && ACTIVE_BY_STATUS.get(status) !== false;
  return lost ? 'DEACTIVATED' : status;
}

function isActive(event: PurchaselyEvent): boolean | undefined {
  return ACTIVE_BY_STATUS.get(statusOf(event));
}

function hasStatus(event: PurchaselyEvent, status: string): boolean | undefined {
  return isActive(event) === undefined ? undefined : statusOf(event) === status;
}

function isActiveWithOffer(event: PurchaselyEvent, offer: string): boolean | undefined {
  const active = isActive(event);
  const type = readAttribute(event.body, 'offer_type', 'string');
  if (active === false) return false;
  return active === undefined || type === undefined ? undefined : type === offer;
}

/**
 * An attribute that describes the running offer. Only some events of an offer carry it, so while the offer runs its
 * absence says nothing; once another offer, or none, runs it is cleared.
 */
function whileOffer(event: PurchaselyEvent, offers: readonly string[], value: PropertyValue): PropertyValue {
  const offer = readAttribute(event.body, 'offer_type', 'string');
  if (offer === undefined) return undefined;
  return offers.includes(offer) ? value : '';
}
