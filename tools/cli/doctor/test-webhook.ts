import { randomUUID } from 'node:crypto';
import type { ResolvedConnection } from '../../../shared/config/resolved.ts';
import { mapEvent } from '../../../shared/mapping/map-event.ts';
import { parseWebhook } from '../../../shared/purchasely/webhook.ts';

/** User of the test event. No app gives such an id to Purchasely. */
export const TEST_USER = 'connector-test';
/** Not an event of Purchasely, so only a configuration that sends unlisted events sends it. */
export const TEST_EVENT = 'CONNECTOR_TEST';

/** Returns a sandbox webhook as Purchasely would send it, of an event that starts no campaign. */
export function testWebhook({ identity }: ResolvedConnection, nowMs: number): string {
  return JSON.stringify({
    api_version: 3,
    event_name: TEST_EVENT,
    event_id: randomUUID(),
    event_created_at: new Date(nowMs).toISOString(),
    event_created_at_ms: nowMs,
    environment: 'SANDBOX',
    user_id: testUserOf(identity),
  });
}

/** Returns the id of the made-up user, of the kind that the connection expects. */
export function testUserOf({ userId }: ResolvedConnection['identity']): string {
  // An e-mail address in a domain reserved for examples, if the connection expects one.
  return userId === 'email' ? `${TEST_USER}@example.com` : TEST_USER;
}

/** Describes the effect of the webhook with the configuration of this checkout. */
export function describeEffect(webhook: string, connection: ResolvedConnection, nowMs: number): string {
  const parsed = parseWebhook(webhook);
  if (parsed.kind !== 'event') throw new Error('the test webhook is not an event');
  const mapped = mapEvent(parsed.event, connection, nowMs);
  switch (mapped.kind) {
    case 'skipped':
      return `Customer.io gets nothing (${mapped.why})`;
    case 'unmappable':
      return `it becomes a dead letter (${mapped.reason}), which you can discard`;
    case 'operations': {
      const attributes = Object.keys(mapped.identify?.attributes ?? {});
      const news =
        mapped.event === undefined ? attributes : [...attributes, `the event ${mapped.event.name}`];
      return `in the workspace of ${mapped.workspace.secret.name}, ${parsed.event.userId} gets ${news.join(', ')}`;
    }
  }
}
