import type { DeliverConfig, ResolvedConnection, Workspace } from '../../shared/config/resolved.ts';
import type { Adjust, Adjustment } from '../../shared/mapping/adjustment.ts';
import { collectAdjustments, isSwitchedOn } from '../../shared/mapping/map-event.ts';
import { type EventReading, readEvent, type Unread, workspaceOf } from '../../shared/mapping/read-event.ts';
import { readResync } from '../../shared/messages/resync-message.ts';
import { personKeyOf } from '../../shared/people/person-key.ts';
import { isNothing } from '../../shared/people/state.ts';
import { type PurchaselyEvent, parseWebhook } from '../../shared/purchasely/webhook.ts';
import type { QueuedWebhook } from './queued-webhook.ts';

/** A message that may have something to say to Customer.io, once its person is known. */
export interface ReadWebhook {
  readonly webhook: QueuedWebhook;
  readonly connection: ResolvedConnection;
  readonly workspace: Workspace;
  /** Key of its person in the people table; `undefined` for a user who has not logged in, of whom nothing is kept. */
  readonly personKey: string | undefined;
  /** Missing from a resync, which asks for what is known already. */
  readonly told?: { readonly event: PurchaselyEvent; readonly reading: EventReading };
  readonly adjustments: readonly Adjustment[];
  /** Adds one. */
  readonly adjust: Adjust;
}

/** The parts of an event that are reported. Its body would fill the memory until Customer.io has answered. */
export type EventLabel = Pick<PurchaselyEvent, 'name' | 'id' | 'environment'>;

/** A message of which nothing is sent, whatever is known. */
export interface UnreadWebhook {
  readonly webhook: QueuedWebhook;
  readonly event?: EventLabel;
  readonly unread: Unread;
}

export function labelOf({ name, id, environment }: PurchaselyEvent): EventLabel {
  return { name, id, environment };
}

/** Reads a message. A bug in this connector must not delay the others of its batch: it makes a dead letter. */
export function readOrExplain(webhook: QueuedWebhook, config: DeliverConfig): ReadWebhook | UnreadWebhook {
  try {
    return readWebhook(webhook, config);
  } catch (error) {
    return { webhook, unread: connectorFault(error) };
  }
}

export function connectorFault(error: unknown): Unread {
  const cause = error instanceof Error ? error.name : undefined;
  return { kind: 'unmappable', reason: 'connector-fault', cause };
}

function readWebhook(webhook: QueuedWebhook, { connections }: DeliverConfig): ReadWebhook | UnreadWebhook {
  const { attributes } = webhook.message;
  const name = attributes.connection;
  const connection = Object.hasOwn(connections, name) ? connections[name] : undefined;
  const unmappable = (failure: Omit<Extract<Unread, { kind: 'unmappable' }>, 'kind'>): UnreadWebhook => ({
    webhook,
    unread: { kind: 'unmappable', ...failure },
  });
  if (connection === undefined) return unmappable({ reason: 'unknown-connection', field: name });
  const { adjustments, adjust } = collectAdjustments();

  const resync = readResync(webhook.message);
  if (resync !== undefined) {
    const workspace = workspaceOf(resync.environment, connection);
    if (workspace === undefined) return unmappable({ reason: 'unknown-environment', field: 'environment' });
    if (workspace === 'drop') return { webhook, unread: { kind: 'skipped', why: 'environment dropped' } };
    return { webhook, connection, workspace, personKey: resync.person, adjustments, adjust };
  }

  const parsed = parseWebhook(webhook.text);
  if (parsed.kind === 'unreadable') return unmappable({ reason: 'unreadable-webhook', field: parsed.field });
  if (parsed.kind === 'unsupported-version') return unmappable({ reason: 'unsupported-payload-version' });
  const { event } = parsed;
  const reading = readEvent(event, connection, webhook.receivedAtMs, adjust);
  if (reading.kind !== 'read') return { webhook, event: labelOf(event), unread: reading };
  const { owner, identifiers, state, claim, workspace } = reading;
  const isAboutPerson = owner === 'person' && (!isNothing(state) || claim !== undefined);
  if (!isAboutPerson && !isSwitchedOn(event, connection)) {
    return { webhook, event: labelOf(event), unread: { kind: 'skipped', why: 'event switched off' } };
  }
  const personKey = owner === 'person' ? personKeyOf(name, event.environment ?? '', identifiers) : undefined;
  return { webhook, connection, workspace, personKey, told: { event, reading }, adjustments, adjust };
}
