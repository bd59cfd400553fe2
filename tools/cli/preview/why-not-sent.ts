import type { ResolvedConnection } from '../../../shared/config/resolved.ts';
import { ownerOf } from '../../../shared/mapping/identity.ts';
import type { SkipReason } from '../../../shared/mapping/read-event.ts';
import { purchaseKindOf } from '../../../shared/purchasely/purchase-kind.ts';
import type { PurchaselyEvent } from '../../../shared/purchasely/webhook.ts';

/** Returns why an event is not sent, with the key of the configuration. */
export function whyNoEvent({ name, body }: PurchaselyEvent, { events }: ResolvedConnection): string {
  const rule = Object.hasOwn(events.listed, name) ? events.listed[name] : undefined;
  if (rule === undefined) return `events does not list ${name}, and events.unlisted is false`;
  if (!rule.send) return `events.${name} is false`;
  const conditions = Object.entries(rule.when ?? {}).map(
    ([attribute, values]) =>
      `${attribute} is ${JSON.stringify(body[attribute]) ?? 'missing'}, not ${values.join(' or ')}`,
  );
  return `events.${name}.when is not met: ${conditions.join('; ')}`;
}

/** Returns why an event does not change a person. */
export function whyNoPerson(event: PurchaselyEvent, { identity }: ResolvedConnection): string {
  if (ownerOf(event, identity).kind === 'anonymous') {
    return 'a user who is not logged in has no person at Customer.io';
  }
  if (purchaseKindOf(event) === 'transaction') return 'a transaction does not change the person';
  return 'no property that is on changes';
}

/** Returns why a webhook is skipped, with the key of the configuration. */
export function whySkipped(
  reason: SkipReason,
  event: PurchaselyEvent | undefined,
  connection: ResolvedConnection,
): string {
  switch (reason) {
    case 'environment dropped':
      return `environments.${event?.environment} is 'drop'`;
    case 'anonymous owner':
      return "the user is not logged in, and identity.anonymous is 'skip'";
    case 'person forgotten':
      return 'the person was forgotten, and the purchase is older';
    case 'event switched off':
      return event === undefined
        ? reason
        : `${whyNoEvent(event, connection)}; the person does not change (${whyNoPerson(event, connection)})`;
  }
}
