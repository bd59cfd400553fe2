import type { ResolvedConnection, ResolvedEvent, Workspace } from '../config/resolved.ts';
import { MAX_ATTRIBUTE_NAME_BYTES, MAX_EVENT_NAME_BYTES, MAX_ITEM_BYTES } from '../customerio/limits.ts';
import type { EventOperation, Identifiers, IdentifyOperation } from '../customerio/operations.ts';
import { derivedUlid, MAX_ULID_TIME_MS } from '../customerio/ulid.ts';
import type { Failure } from '../messages/dead-letter.ts';
import { eventKey } from '../purchasely/event-key.ts';
import { purchaseKindOf } from '../purchasely/purchase-kind.ts';
import type { PurchaselyEvent } from '../purchasely/webhook.ts';
import type { Adjust, Adjustment } from './adjustment.ts';
import { cutToBytes } from './cut.ts';
import { eventAttributesOf } from './event-attributes.ts';
import { type AttributeEntry, fitAttributes } from './fit-attributes.ts';
import { anonymousIdToClaim, ownerOf } from './identity.ts';
import { type UserProperty, userPropertiesOf } from './user-properties.ts';

/** What becomes of one event under a configuration. */
export type Mapped =
  | {
      readonly kind: 'operations';
      readonly workspace: Workspace;
      /** At least one of the two. */
      readonly identify?: IdentifyOperation;
      readonly event?: EventOperation;
      readonly adjustments: readonly Adjustment[];
    }
  | { readonly kind: 'skipped'; readonly why: SkipReason }
  | ({ readonly kind: 'unmappable' } & Failure);

/** Why an event changes nothing at Customer.io; each one is a choice of the configuration. */
export type SkipReason =
  /** The event is off, or its `when` does not hold, and it changes no property that is on. */
  'event switched off' | 'environment dropped' | 'anonymous owner';

/** Part of every ULID: another number makes every event a new one. */
const ULID_VERSION = '1';

/** Unix seconds the Track API takes for a time. From the vendor's Ruby client, whose bounds keep milliseconds out. */
const EARLIEST_SECONDS = 1_000_000_000;
/** An event further ahead than this has a wrong clock; its attributes would beat every true one until that day. */
const FUTURE_TOLERANCE_SECONDS = 86_400;

/**
 * Turns one event into what Customer.io has to be told: an identify that brings the person's attributes up to date, and
 * the event. Pure: the same event, configuration and time of receipt always give the same operations.
 *
 * @param receivedAtMs when `receive` took the webhook, milliseconds since the epoch
 */
export function mapEvent(
  event: PurchaselyEvent,
  connection: ResolvedConnection,
  receivedAtMs: number,
): Mapped {
  const workspace = workspaceOf(event, connection);
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

  const adjustments: Adjustment[] = [];
  const adjust: Adjust = ({ field, what }) =>
    adjustments.push({ field: cutToBytes(field.toWellFormed(), MAX_ATTRIBUTE_NAME_BYTES), what });
  const time = timeOf(event, receivedAtMs, adjust);
  const properties = userPropertiesOf(event, connection, adjust);
  const rule = ruleOf(event, connection);

  const material = { event, connection, identifiers: owner.identifiers, properties, adjust };
  const sentEvent = rule.send ? toEvent(material, rule.name, time.event) : undefined;
  const identify = owner.kind === 'person' ? toIdentify(material, time.identify) : undefined;
  // An identify without attributes is worth sending only so that the event beside it finds its person.
  const hasNews = identify !== undefined && Object.keys(identify.attributes).length > 0;
  if (sentEvent === undefined && (!hasNews || purchaseKindOf(event) === 'echo')) {
    return { kind: 'skipped', why: 'event switched off' };
  }
  return {
    kind: 'operations',
    workspace,
    ...(identify === undefined ? {} : { identify }),
    ...(sentEvent === undefined ? {} : { event: sentEvent }),
    adjustments,
  };
}

function workspaceOf(
  { environment }: PurchaselyEvent,
  { environments }: ResolvedConnection,
): Workspace | 'drop' | undefined {
  return environment === 'PRODUCTION' || environment === 'SANDBOX' ? environments[environment] : undefined;
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

/** The event's own time in Unix seconds, unless it is out of bounds: then Customer.io, or the receipt, says when. */
function timeOf(event: PurchaselyEvent, receivedAtMs: number, adjust: Adjust) {
  const createdAt = Math.floor(event.createdAtMs / 1000);
  const receivedAt = Math.floor(receivedAtMs / 1000);
  if (createdAt >= EARLIEST_SECONDS && createdAt <= receivedAt + FUTURE_TOLERANCE_SECONDS) {
    return { event: createdAt, identify: createdAt };
  }
  adjust({ field: 'event_created_at_ms', what: 'ignored: time out of bounds' });
  return { event: undefined, identify: receivedAt };
}

/** What both operations of an event are made of. */
interface Material {
  readonly event: PurchaselyEvent;
  readonly connection: ResolvedConnection;
  readonly identifiers: Identifiers;
  readonly properties: readonly UserProperty[];
  readonly adjust: Adjust;
}

/** @param timestamp Unix seconds */
function toIdentify(
  { event, connection, identifiers, properties, adjust }: Material,
  timestamp: number,
): IdentifyOperation {
  const claimed =
    purchaseKindOf(event) === 'echo' ? undefined : anonymousIdToClaim(event, connection.identity);
  const operation = { type: 'person', action: 'identify', identifiers, timestamp, attributes: {} } as const;
  const entries: AttributeEntry[] = properties.map(({ attribute, value }) => [attribute, value]);
  if (claimed !== undefined) entries.unshift(['anonymous_id', claimed]);
  return { ...operation, attributes: Object.fromEntries(fitAttributes(entries, roomIn(operation), adjust)) };
}

/** @param timestamp Unix seconds */
function toEvent(
  { event, connection, identifiers, properties, adjust }: Material,
  name: string,
  timestamp: number | undefined,
): EventOperation {
  const fittedName = cutToBytes(name.toWellFormed(), MAX_EVENT_NAME_BYTES);
  if (fittedName !== name) adjust({ field: 'event_name', what: 'value cut' });
  const operation = {
    type: 'person',
    action: 'event',
    identifiers,
    id: derivedUlid(event.createdAtMs, [
      ULID_VERSION,
      JSON.stringify(identifiers),
      eventKey(event),
      fittedName,
    ]),
    name: fittedName,
    ...(timestamp === undefined ? {} : { timestamp }),
    attributes: {},
  } as const;
  const { eventAttributes } = connection;
  const attributes = eventAttributesOf(event.body, properties, eventAttributes, roomIn(operation), adjust);
  return { ...operation, attributes };
}

/** Bytes that an operation has left for its attributes. */
function roomIn(operation: object): number {
  return MAX_ITEM_BYTES - Buffer.byteLength(JSON.stringify(operation));
}
