import type { ResolvedConnection, Workspace } from '../config/resolved.ts';
import type { Identifiers } from '../customerio/operations.ts';
import { MAX_ULID_TIME_MS } from '../customerio/ulid.ts';
import type { Failure } from '../messages/dead-letter.ts';
import type { PersonState } from '../people/state.ts';
import { stateOf } from '../people/state-of.ts';
import { purchaseKindOf } from '../purchasely/purchase-kind.ts';
import { readAttribute } from '../purchasely/read-attribute.ts';
import type { PurchaselyEvent } from '../purchasely/webhook.ts';
import type { Adjust } from './adjustment.ts';
import { anonymousIdToClaim, ownerOf } from './identity.ts';

/** Why an event changes nothing at Customer.io. */
export type SkipReason =
  /** The event is off, or its `when` does not hold, and it changes no property that is on. */
  | 'event switched off'
  | 'environment dropped'
  | 'anonymous owner'
  /** Its person was forgotten, and it is about something older than that; or there is no record of them any more. */
  | 'person forgotten';

/** Person, time and news of an event. */
export interface EventReading {
  readonly kind: 'read';
  readonly workspace: Workspace;
  /** `anonymous`: not logged in; an event can be recorded, attributes cannot. */
  readonly owner: 'person' | 'anonymous';
  readonly identifiers: Identifiers;
  /** Unix seconds; `undefined` if out of bounds: then Customer.io takes the time of receipt. */
  readonly eventTimestamp: number | undefined;
  /** When what it says became true, milliseconds since the epoch: the time of receipt, if its own is out of bounds. */
  readonly atMs: number;
  /** When the purchase began that it is about, milliseconds since the epoch; 0 if it does not say. */
  readonly beganAtMs: number;
  /** The facts of the event itself. They are not kept for a user who has not logged in. */
  readonly state: PersonState;
  /** An anonymous id whose earlier events belong to this person. */
  readonly claim: string | undefined;
}

export type Unread =
  | { readonly kind: 'skipped'; readonly why: SkipReason }
  | ({ readonly kind: 'unmappable' } & Failure);

/** Unix seconds that the Track API accepts as a time. From the vendor's Ruby client, whose bounds keep milliseconds out. */
const EARLIEST_MS = 1_000_000_000_000;
/** An event further ahead than this has a wrong clock; its attributes would beat every true one until that day. */
const FUTURE_TOLERANCE_MS = 86_400_000;

/** @param receivedAtMs when `receive` took the webhook, milliseconds since the epoch */
export function readEvent(
  event: PurchaselyEvent,
  connection: ResolvedConnection,
  receivedAtMs: number,
  adjust: Adjust,
): EventReading | Unread {
  const workspace = workspaceOf(event.environment, connection);
  if (workspace === undefined)
    return { kind: 'unmappable', reason: 'unknown-environment', field: 'environment' };
  if (workspace === 'drop') return { kind: 'skipped', why: 'environment dropped' };

  const owner = ownerOf(event, connection.identity);
  if (owner.kind === 'nobody') return { kind: 'unmappable', reason: 'no-identity', field: 'user_id' };
  if (owner.kind === 'invalid') return { kind: 'unmappable', reason: 'invalid-identity', field: owner.field };
  if (owner.kind === 'skipped') return { kind: 'skipped', why: 'anonymous owner' };

  if (event.createdAtMs > MAX_ULID_TIME_MS) {
    return { kind: 'unmappable', reason: 'unreadable-webhook', field: 'event_created_at_ms' };
  }

  const isInBounds =
    event.createdAtMs >= EARLIEST_MS && event.createdAtMs <= receivedAtMs + FUTURE_TOLERANCE_MS;
  if (!isInBounds) adjust({ field: 'event_created_at_ms', what: 'ignored: time out of bounds' });
  const atMs = isInBounds ? event.createdAtMs : receivedAtMs;
  const isPerson = owner.kind === 'person';
  return {
    kind: 'read',
    workspace,
    owner: owner.kind,
    identifiers: owner.identifiers,
    eventTimestamp: isInBounds ? Math.floor(atMs / 1000) : undefined,
    atMs,
    beganAtMs: beganAtMs(event, atMs),
    state: stateOf(event, atMs, adjust),
    claim: isPerson ? claimOf(event, connection) : undefined,
  };
}

/** Where events of an environment go; `undefined` if Purchasely has no such environment. */
export function workspaceOf(
  environment: string | undefined,
  { environments }: ResolvedConnection,
): Workspace | 'drop' | undefined {
  return environment === 'PRODUCTION' || environment === 'SANDBOX' ? environments[environment] : undefined;
}

function beganAtMs({ name, body }: PurchaselyEvent, atMs: number): number {
  const seconds =
    readAttribute(body, 'original_purchased_at', 'date') ?? readAttribute(body, 'purchased_at', 'date');
  if (seconds !== undefined) return seconds * 1000;
  return name === 'SUBSCRIPTION_STARTED' ? atMs : 0;
}

/** Echoes repeat the ids of the event beside them. */
function claimOf(event: PurchaselyEvent, { identity }: ResolvedConnection): string | undefined {
  const kind = purchaseKindOf(event);
  return kind === 'echo' || kind === 'transaction' ? undefined : anonymousIdToClaim(event, identity);
}
