import type { Person } from '../person.ts';
import { activate, deactivate, lifecycle } from '../purchase-event.ts';
import type { Subscription } from '../subscription.ts';
import type { Timeline } from '../timeline.ts';

/** A subscription moves to another user: both sides get webhooks, in the same millisecond. */
export function handsOver(timeline: Timeline, subscription: Subscription, to: Person): Subscription {
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

export function idsOf(role: 'transferred_to' | 'transferred_from', { userId, anonymousId }: Person) {
  return {
    ...(userId === undefined ? {} : { [`${role}_user_id`]: userId }),
    ...(anonymousId === undefined ? {} : { [`${role}_anonymous_user_id`]: anonymousId }),
  };
}

/** A person takes over what they did before the login; never what another account did. */
export function claimOf({ userId, anonymousId }: Person) {
  return userId === undefined && anonymousId !== undefined ? { claims: anonymousId } : {};
}
