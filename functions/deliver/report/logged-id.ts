import { loggedEventId } from '../../../shared/purchasely/event-id.ts';
import { toObject } from '../../../shared/purchasely/to-object.ts';
import type { Settled } from '../settle.ts';

/** The `event_id` of a webhook, also of one that could not be read any further. */
export function loggedIdOf({ event, webhook }: Pick<Settled, 'event' | 'webhook'>): string | undefined {
  return loggedEventId(event?.body ?? toObject(webhook.text) ?? {});
}
