import type { ResolvedConfig, ResolvedConnection } from '../../shared/config/resolved.ts';
import { type Mapped, mapEvent } from '../../shared/mapping/map-event.ts';
import { type EventReading, readEvent } from '../../shared/mapping/read-event.ts';
import { PROPERTIES } from '../../shared/purchasely/properties.ts';
import { type PurchaselyEvent, parseWebhook } from '../../shared/purchasely/webhook.ts';
import { identifierOf, personKeyOf } from './people-journal.ts';
import type { WebhookRecord } from './webhook-journal.ts';

/** The facts of a webhook, and their person at Customer.io. */
export interface ReadRecord {
  readonly event: PurchaselyEvent;
  readonly connection: ResolvedConnection;
  readonly reading: EventReading;
  readonly personKey: string;
}

/** The result of a webhook under the configuration. */
export interface MappedRecord {
  readonly operations: Extract<Mapped, { kind: 'operations' }>;
  readonly personKey: string;
  /** Attributes of the person that sum up all purchases. */
  readonly sums: ReadonlySet<string>;
}

/**
 * Reads and maps webhooks as `deliver` does, to find the operations of each webhook, which a request does not show. An
 * invalid time is replaced by the time of receipt, which is not exact here.
 */
export class RecordMapper {
  /** Returns undefined for a webhook that was refused, or is about no person. */
  readonly read: (record: WebhookRecord) => ReadRecord | undefined;
  /** Returns undefined for a webhook without operations. */
  readonly map: (record: WebhookRecord) => MappedRecord | undefined;

  constructor({ connections }: ResolvedConfig) {
    this.read = remembered((record) => readRecord(record, connections));
    this.map = remembered((record) => mapRecord(record, this.read(record)));
  }
}

/** Caches the result for each webhook, once the webhook is complete. */
function remembered<Made>(make: (record: WebhookRecord) => Made | undefined) {
  const made = new WeakMap<WebhookRecord, { readonly value: Made | undefined }>();
  return (record: WebhookRecord): Made | undefined => {
    if (record.path === '') return undefined;
    const known = made.get(record) ?? { value: make(record) };
    made.set(record, known);
    return known.value;
  };
}

function readRecord(
  { path, body, atMs, state }: WebhookRecord,
  connections: ResolvedConfig['connections'],
): ReadRecord | undefined {
  const [, , name = ''] = path.split('/');
  const connection = Object.hasOwn(connections, name) ? connections[name] : undefined;
  const parsed = parseWebhook(body.toString('utf8'));
  if (connection === undefined || parsed.kind !== 'event' || state.kind === 'rejected') return undefined;
  const { event } = parsed;
  const reading = orNothing(() => readEvent(event, connection, atMs, () => {}));
  if (reading?.kind !== 'read') return undefined;
  const workspace = `${name} ${String(event.environment).toLowerCase()}`;
  const { kind, id } = identifierOf(reading.identifiers);
  return { event, connection, reading, personKey: personKeyOf(workspace, kind, id) };
}

function mapRecord({ atMs }: WebhookRecord, read: ReadRecord | undefined): MappedRecord | undefined {
  if (read === undefined) return undefined;
  const { event, connection, personKey } = read;
  const operations = orNothing(() => mapEvent(event, connection, atMs));
  if (operations?.kind !== 'operations') return undefined;
  const sums = connection.userProperties.filter(([property]) => PROPERTIES[property].scope === 'purchases');
  return { operations, personKey, sums: new Set(sums.map(([, attribute]) => attribute)) };
}

/** Returns undefined if the mapping throws. `deliver` makes such a webhook a dead letter, `connector-fault`. */
function orNothing<Made>(make: () => Made): Made | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
