import { randomUUID } from 'node:crypto';
import type { ResolvedConnection } from '../../../shared/config/resolved.ts';
import { mapEvent } from '../../../shared/mapping/map-event.ts';
import { parseWebhook } from '../../../shared/purchasely/webhook.ts';

/** Whose event the test is. No app gives such an id to Purchasely. */
export const TEST_USER = 'connector-test';
/** Not a name of Purchasely: it is sent only by a configuration that sends every event. */
export const TEST_EVENT = 'CONNECTOR_TEST';

/** A webhook as Purchasely would send it from its sandbox, of an event that no campaign waits for. */
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

/** The made-up user, by an id of the kind that the connection expects. */
export function testUserOf({ userId }: ResolvedConnection['identity']): string {
  // An address where an address is expected, of a domain that is reserved for examples.
  return userId === 'email' ? `${TEST_USER}@example.com` : TEST_USER;
}

/** What will come of it, by the configuration of this checkout. */
export function describeEffect(webhook: string, connection: ResolvedConnection, nowMs: number): string {
  const parsed = parseWebhook(webhook);
  if (parsed.kind !== 'event') throw new Error('the test webhook is not an event');
  const mapped = mapEvent(parsed.event, connection, nowMs);
  switch (mapped.kind) {
    case 'skipped':
      return `nothing comes to Customer.io (${mapped.why})`;
    case 'unmappable':
      return `it becomes a dead letter (${mapped.reason}), to be discarded`;
    case 'operations': {
      const attributes = Object.keys(mapped.identify?.attributes ?? {});
      const news =
        mapped.event === undefined ? attributes : [...attributes, `the event ${mapped.event.name}`];
      return `in the workspace of ${mapped.workspace.secret.name}, ${parsed.event.userId} gets ${news.join(', ')}`;
    }
  }
}
