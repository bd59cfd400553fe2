import type { ResolvedConnection, ResolvedEvent, Workspace } from '../config/resolved.ts';
import { MAX_ATTRIBUTE_NAME_BYTES, MAX_EVENT_NAME_BYTES, MAX_ITEM_BYTES } from '../customerio/limits.ts';
import type { EventOperation, IdentifyOperation } from '../customerio/operations.ts';
import { derivedUlid } from '../customerio/ulid.ts';
import type { PersonState } from '../people/state.ts';
import { eventKey } from '../purchasely/event-key.ts';
import type { PurchaselyEvent } from '../purchasely/webhook.ts';
import type { Adjust, Adjustment } from './adjustment.ts';
import { cutToBytes } from './cut.ts';
import { eventAttributesOf } from './event-attributes.ts';
import { identifyPerson } from './identify-person.ts';
import { type EventReading, readEvent, type Unread } from './read-event.ts';

/** The result of one event under a configuration. */
export type Mapped =
  | {
      readonly kind: 'operations';
      readonly workspace: Workspace;
      /** Of the person as far as they are known; at least one of the two is there. */
      readonly identify?: IdentifyOperation;
      readonly event?: EventOperation;
      readonly adjustments: readonly Adjustment[];
    }
  | Unread;

/** Part of every ULID: another number makes every event a new one. */
const ULID_VERSION = '1';

/**
 * Turns one event into operations by itself, as if it were the first of its person: an identify, and the event. `deliver` does
 * the same with the person's record. Pure: the same event, configuration and time of receipt always give the same
 * operations.
 *
 * @param receivedAtMs when `receive` took the webhook, milliseconds since the epoch
 */
export function mapEvent(
  event: PurchaselyEvent,
  connection: ResolvedConnection,
  receivedAtMs: number,
): Mapped {
  const { adjustments, adjust } = collectAdjustments();
  const reading = readEvent(event, connection, receivedAtMs, adjust);
  if (reading.kind !== 'read') return reading;
  const { owner, workspace, identifiers, state, atMs, claim } = reading;

  const sent = mapToEvent(event, reading, connection, state, adjust);
  const claims = claim === undefined ? [] : [claim];
  const [identify] =
    owner === 'person'
      ? identifyPerson({ identifiers, state, clock: Math.floor(atMs / 1000), claims }, connection, adjust)
      : [];
  // An identify without attributes is worth sending only so that the event beside it finds its person.
  if (sent === undefined && !hasNews(identify)) return { kind: 'skipped', why: 'event switched off' };
  return toOperations(workspace, identify, sent, adjustments);
}

/** The operations of one event. */
export function toOperations(
  workspace: Workspace,
  identify: IdentifyOperation | undefined,
  event: EventOperation | undefined,
  adjustments: readonly Adjustment[],
): Extract<Mapped, { kind: 'operations' }> {
  return {
    kind: 'operations',
    workspace,
    ...(identify === undefined ? {} : { identify }),
    ...(event === undefined ? {} : { event }),
    adjustments,
  };
}

/** Adjustments with names that fit into a log line. */
export function collectAdjustments(): { adjustments: Adjustment[]; adjust: Adjust } {
  const adjustments: Adjustment[] = [];
  return {
    adjustments,
    adjust: ({ field, what }) =>
      adjustments.push({ field: cutToBytes(field.toWellFormed(), MAX_ATTRIBUTE_NAME_BYTES), what }),
  };
}

export function hasNews(identify: IdentifyOperation | undefined): boolean {
  return identify !== undefined && Object.keys(identify.attributes).length > 0;
}

/** Whether the event itself is sent. */
export function isSwitchedOn(event: PurchaselyEvent, connection: ResolvedConnection): boolean {
  return ruleOf(event, connection).send;
}

/**
 * The event that is sent, if it is on.
 *
 * @param known of its owner, this event included
 */
export function mapToEvent(
  event: PurchaselyEvent,
  { identifiers, eventTimestamp, state }: EventReading,
  connection: ResolvedConnection,
  known: PersonState,
  adjust: Adjust,
): EventOperation | undefined {
  const rule = ruleOf(event, connection);
  if (!rule.send) return undefined;
  const name = cutToBytes(rule.name.toWellFormed(), MAX_EVENT_NAME_BYTES);
  if (name !== rule.name) adjust({ field: 'event_name', what: 'value cut' });
  const operation = {
    type: 'person',
    action: 'event',
    identifiers,
    id: derivedUlid(event.createdAtMs, [ULID_VERSION, JSON.stringify(identifiers), eventKey(event), name]),
    name,
    ...(eventTimestamp === undefined ? {} : { timestamp: eventTimestamp }),
    attributes: {},
  } as const;
  const room = MAX_ITEM_BYTES - Buffer.byteLength(JSON.stringify(operation));
  return {
    ...operation,
    attributes: eventAttributesOf(event.body, { state, known }, connection, room, adjust),
  };
}

function ruleOf(event: PurchaselyEvent, { events }: ResolvedConnection): ResolvedEvent {
  const rule = Object.hasOwn(events.listed, event.name) ? events.listed[event.name] : undefined;
  if (rule === undefined) return { send: events.unlisted, name: event.name };
  const holds = Object.entries(rule.when ?? {}).every(([attribute, values]) => {
    const value = event.body[attribute];
    return ['string', 'number', 'boolean'].includes(typeof value) && values.includes(String(value));
  });
  return { ...rule, send: rule.send && holds };
}
