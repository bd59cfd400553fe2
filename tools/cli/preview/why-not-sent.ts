import type { ResolvedConnection } from '../../../shared/config/resolved.ts';
import { ownerOf } from '../../../shared/mapping/identity.ts';
import type { SkipReason } from '../../../shared/mapping/read-event.ts';
import { purchaseKindOf } from '../../../shared/purchasely/purchase-kind.ts';
import type { PurchaselyEvent } from '../../../shared/purchasely/webhook.ts';

/** Why an event that was mapped does not appear at Customer.io, in words that name the key. */
export function whyNoEvent({ name, body }: PurchaselyEvent, { events }: ResolvedConnection): string {
  const rule = Object.hasOwn(events.listed, name) ? events.listed[name] : undefined;
  if (rule === undefined) return `events does not list ${name}, and events.unlisted is false`;
  if (!rule.send) return `events.${name} is false`;
  const conditions = Object.entries(rule.when ?? {}).map(
    ([attribute, values]) =>
      `${attribute} is ${JSON.stringify(body[attribute]) ?? 'missing'}, asked for ${values.join(' or ')}`,
  );
  return `events.${name}.when does not hold: ${conditions.join('; ')}`;
}

/** Why an event changes nothing of a person. */
export function whyNoPerson(event: PurchaselyEvent, { identity }: ResolvedConnection): string {
  if (ownerOf(event, identity).kind === 'anonymous') {
    return 'a user who has not logged in is no person at Customer.io';
  }
  if (purchaseKindOf(event) === 'transaction') return 'money moved, nothing of the person changes';
  return 'it changes no property that is on';
}

/** Why a webhook is skipped, in words that name the key. */
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
      return 'the person was forgotten, and this is about a purchase from before';
    case 'event switched off':
      return event === undefined
        ? reason
        : `${whyNoEvent(event, connection)}; the person stays as they are (${whyNoPerson(event, connection)})`;
  }
}
