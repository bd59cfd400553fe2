import type { ResolvedConfig, ResolvedConnection } from '../../shared/config/resolved.ts';
import { type Mapped, mapEvent } from '../../shared/mapping/map-event.ts';
import { PROPERTIES } from '../../shared/purchasely/properties.ts';
import { type PurchaselyEvent, parseWebhook } from '../../shared/purchasely/webhook.ts';
import { identifierOf, personKeyOf } from './people-journal.ts';
import type { WebhookRecord } from './webhook-journal.ts';

/** What the configuration makes of a webhook, and whom it is about at Customer.io. */
export interface MappedRecord {
  readonly operations: Extract<Mapped, { kind: 'operations' }>;
  readonly personKey: string;
  /** Attributes of the person that sum up all purchases. */
  readonly sums: ReadonlySet<string>;
}

/**
 * Maps webhooks as `deliver` does, to know which operations came from which webhook: a request does not tell. A time out
 * of bounds is replaced by that of the receipt, which is not known here to the millisecond.
 */
export class RecordMapper {
  readonly #connections: ResolvedConfig['connections'];
  readonly #mapped = new WeakMap<WebhookRecord, MappedRecord | 'none'>();

  constructor({ connections }: ResolvedConfig) {
    this.#connections = connections;
  }

  /** Nothing for a webhook of which nothing is sent. */
  map(record: WebhookRecord): MappedRecord | undefined {
    const known = this.#mapped.get(record);
    if (known !== undefined) return known === 'none' ? undefined : known;
    if (record.path === '') return undefined;
    const mapped = this.#mapAnew(record);
    this.#mapped.set(record, mapped ?? 'none');
    return mapped;
  }

  #mapAnew({ path, body, atMs, state }: WebhookRecord): MappedRecord | undefined {
    const name = path.split('/').at(-1) ?? '';
    const connection = Object.hasOwn(this.#connections, name) ? this.#connections[name] : undefined;
    const parsed = parseWebhook(body.toString('utf8'));
    if (connection === undefined || parsed.kind !== 'event' || state.kind === 'rejected') return undefined;
    const operations = mapOrNothing(parsed.event, connection, atMs);
    if (operations?.kind !== 'operations') return undefined;
    const identifiers = operations.identify?.identifiers ?? operations.event?.identifiers;
    if (identifiers === undefined) return undefined;
    const workspace = `${name} ${String(parsed.event.environment).toLowerCase()}`;
    const { kind, id } = identifierOf(identifiers);
    const sums = connection.userProperties.filter(([property]) => PROPERTIES[property].scope === 'purchases');
    return {
      operations,
      personKey: personKeyOf(workspace, kind, id),
      sums: new Set(sums.map(([, attribute]) => attribute)),
    };
  }
}

/** A webhook that the mapping fails on is a dead letter: `connector-fault`. */
function mapOrNothing(
  event: PurchaselyEvent,
  connection: ResolvedConnection,
  atMs: number,
): Mapped | undefined {
  try {
    return mapEvent(event, connection, atMs);
  } catch {
    return undefined;
  }
}
