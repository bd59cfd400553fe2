import { MAX_ATTRIBUTE_VALUE_BYTES } from '../customerio/limits.ts';
import type { Adjust } from '../mapping/adjustment.ts';
import { cutToBytes } from '../mapping/cut.ts';
import { fitText } from '../mapping/fit-text.ts';
import { eventKey } from '../purchasely/event-key.ts';
import { isEventName } from '../purchasely/events.ts';
import type { Said } from '../purchasely/known-purchases.ts';
import { type PropertyScope, SAID_PROPERTIES } from '../purchasely/properties.ts';
import { type PurchaseKind, purchaseKindOf } from '../purchasely/purchase-kind.ts';
import { readAttribute } from '../purchasely/read-attribute.ts';
import { standingOf } from '../purchasely/standing.ts';
import type { PurchaselyEvent } from '../purchasely/webhook.ts';
import {
  type Facts,
  NOTHING_KNOWN,
  ONE_TIME_PREFIX,
  OWNED,
  type PersonState,
  STANDING,
  SUBSCRIPTION_PREFIX,
} from './state.ts';

/** The scopes that events of each kind change. */
export const SPOKEN_OF: Readonly<Record<PurchaseKind, readonly PropertyScope[]>> = {
  subscription: ['person', 'subscription'],
  echo: ['person', 'subscription'],
  transaction: [],
  'one-time-purchase-gained': ['person', 'one-time-purchase'],
  'one-time-purchase-lost': ['person'],
};

/**
 * The state that follows from one event of its owner.
 *
 * @param atMs when it happened, milliseconds since the epoch: its own time, unless that is out of bounds
 */
export function stateOf(event: PurchaselyEvent, atMs: number, adjust: Adjust): PersonState {
  const about = { atMs, rank: rankOf(event), key: eventKey(event), event: event.name };
  const facts = (said: Readonly<Record<string, Said>>): Facts => [{ ...about, said }];
  const kind = purchaseKindOf(event);
  const said = (scope: PropertyScope) =>
    SPOKEN_OF[kind].includes(scope) ? saidBy(event, scope, adjust) : {};
  const person = facts({ ...said('person'), ...said('one-time-purchase') });
  switch (kind) {
    case 'transaction':
      return NOTHING_KNOWN;
    case 'subscription':
    case 'echo': {
      const key = subscriptionKey(event);
      if (key === undefined) return { person, purchases: {} };
      const standing = standingOf(event);
      const ofSubscription = {
        ...said('subscription'),
        ...(standing === undefined ? {} : { [STANDING]: standing }),
      };
      return {
        person,
        purchases: { ...replaced(event, key, facts), [SUBSCRIPTION_PREFIX + key]: facts(ofSubscription) },
      };
    }
    case 'one-time-purchase-gained':
    case 'one-time-purchase-lost': {
      const owned = kind === 'one-time-purchase-gained';
      return { person, purchases: isNonConsumable(event) ? ownership(event, owned, facts, adjust) : {} };
    }
  }
}

/** On a plan change three events share a millisecond: the lifecycle event says what is true, `ACTIVATE` comes next. */
function rankOf({ name }: PurchaselyEvent): number {
  return name === 'DEACTIVATE' ? 0 : name === 'ACTIVATE' ? 1 : 2;
}

/**
 * The fact of an upgrade about the subscription that it replaces at once: it continues as the new one. A crossgrade or a
 * downgrade may wait for the end of the period.
 */
function replaced(
  { name, body }: PurchaselyEvent,
  key: string,
  facts: (said: Readonly<Record<string, Said>>) => Facts,
): PersonState['purchases'] {
  const former = readAttribute(body, 'from_purchasely_subscription_id', 'string');
  if (name !== 'SUBSCRIPTION_UPGRADED' || former === undefined || former === key) return {};
  return {
    [SUBSCRIPTION_PREFIX + fitted(former)]: facts({
      [STANDING]: 'moved',
      subscription_status: 'DEACTIVATED',
    }),
  };
}

/** `undefined` if a new kind of event names no subscription: it may be about none. */
function subscriptionKey(event: PurchaselyEvent): string | undefined {
  const key = purchaseKey(event, 'purchasely_subscription_id');
  if (key !== undefined) return key;
  const isAbout = isEventName(event.name) || Boolean(event.body['subscription_status']);
  return isAbout ? '' : undefined;
}

function purchaseKey({ body }: PurchaselyEvent, id: string): string | undefined {
  const text = (name: string) => readAttribute(body, name, 'string');
  const plan = text('plan');
  const key = text(id) ?? text('store_original_transaction_id');
  return fitted(key ?? (plan === undefined ? undefined : `${text('store') ?? ''}/${plan}`));
}

/** A consumable is used up at an unknown time. */
function isNonConsumable({ name, body }: PurchaselyEvent): boolean {
  return name.startsWith('ONE_TIME_PURCHASE_') || body['purchase_type'] === 'NON_CONSUMABLE';
}

function ownership(
  event: PurchaselyEvent,
  owned: boolean,
  facts: (said: Readonly<Record<string, Said>>) => Facts,
  adjust: Adjust,
): PersonState['purchases'] {
  const key = purchaseKey(event, 'purchasely_one_time_purchase_id') ?? '';
  const { plan, product } = saidBy(event, 'subscription', adjust);
  const names = { ...(plan === undefined ? {} : { plan }), ...(product === undefined ? {} : { product }) };
  return { [ONE_TIME_PREFIX + key]: facts({ [OWNED]: owned, ...names }) };
}

const SAID_BY_SCOPE = Map.groupBy(SAID_PROPERTIES, ([, { scope }]): PropertyScope => scope);

function saidBy(event: PurchaselyEvent, scope: PropertyScope, adjust: Adjust): Record<string, Said> {
  const said: Record<string, Said> = {};
  for (const [name, property] of SAID_BY_SCOPE.get(scope) ?? []) {
    const value = property.said(event);
    if (value === undefined) continue;
    said[name] = typeof value === 'string' ? fitText(value, name, adjust) : value;
  }
  return said;
}

/** Nothing longer than Customer.io takes is kept: what is kept of a purchase has bounds. */
function fitted<Text extends string | undefined>(text: Text): Text;
function fitted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : cutToBytes(text.toWellFormed(), MAX_ATTRIBUTE_VALUE_BYTES);
}
