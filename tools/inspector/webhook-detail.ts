import { isObject } from '../../shared/is-object.ts';
import { toObject } from '../../shared/purchasely/to-object.ts';
import { type Write, writesOf } from './attribute-history.ts';
import { type DeliveryRecord, toDeliveryRow } from './delivery-journal.ts';
import type { Journal } from './journal.ts';
import type { MappedRecord, RecordMapper } from './map-record.ts';
import type { AttributeChange, CarriedBy, WebhookDetail } from './protocol.ts';
import { toSentOperations } from './sent-operations.ts';
import type { WebhookRecord } from './webhook-journal.ts';
import { headlineOf, stepsOf, toWebhookRow } from './webhook-story.ts';

/** Maximum number of newest requests of a webhook to list. */
const MAX_DELIVERIES = 20;
/** Maximum number of characters of a body to show. */
const MAX_BODY = 200_000;

/** Returns the details of a webhook. */
export function toWebhookDetail(
  record: WebhookRecord,
  journal: Journal,
  mapper: RecordMapper,
  faultOf: (record: DeliveryRecord) => string | undefined,
): WebhookDetail {
  const mapped = mapper.map(record);
  const carriers = mapped === undefined ? [] : carriersOf(record, mapped, journal);
  return {
    row: toWebhookRow(record),
    headline: headlineOf(record),
    steps: stepsOf(record),
    forgottenSteps: record.forgottenSteps,
    changes: mapped === undefined ? [] : changesBy(mapped, carriers, journal),
    deliveries: carriers.map(
      ({ delivery, operations }): CarriedBy => ({
        delivery: toDeliveryRow(delivery, faultOf(delivery)),
        operations: toSentOperations(delivery, operations, journal),
      }),
    ),
    adjustments: mapped?.operations.adjustments.map(({ field, what }) => `${field}: ${what}`) ?? [],
    personKey:
      mapped !== undefined && journal.people.rows.get(mapped.personKey) ? mapped.personKey : undefined,
    body: indented(record.body),
    bytes: record.body.length,
  };
}

interface Carrier {
  readonly delivery: DeliveryRecord;
  readonly operations: readonly Record<string, unknown>[];
}

/** Returns the requests with its operations, newest first. A webhook posted twice has the same operations. */
function carriersOf(record: WebhookRecord, mapped: MappedRecord, { deliveries }: Journal): Carrier[] {
  const isOver = record.state.kind !== 'underway' && record.state.kind !== 'retrying';
  const untilMs = isOver ? (record.steps.at(-1)?.atMs ?? record.atMs) : Number.POSITIVE_INFINITY;
  const ofItsTime = [...deliveries.records.values()].filter(
    ({ request }) => request.arrivedAtMs >= record.atMs && request.arrivedAtMs <= untilMs,
  );
  return pick(ofItsTime, (delivery) => ownOperations(delivery, mapped))
    .slice(-MAX_DELIVERIES)
    .reverse();
}

function pick(
  deliveries: readonly DeliveryRecord[],
  operationsIn: (delivery: DeliveryRecord) => Record<string, unknown>[],
): Carrier[] {
  return deliveries
    .map((delivery) => ({ delivery, operations: operationsIn(delivery) }))
    .filter(({ operations }) => operations.length > 0);
}

/** Returns its event and the identify of its person, which is for all webhooks of a batch. */
function ownOperations(delivery: DeliveryRecord, mapped: MappedRecord): Record<string, unknown>[] {
  const { event } = mapped.operations;
  const ofPerson = operationsOfPerson(delivery, mapped);
  const events = ofPerson.filter(({ id }) => event !== undefined && id === event.id);
  if (event !== undefined && events.length === 0) return [];
  return [...ofPerson.filter(({ action }) => action === 'identify'), ...events];
}

function operationsOfPerson({ operations }: DeliveryRecord, mapped: MappedRecord): Record<string, unknown>[] {
  const { identify, event } = mapped.operations;
  const owner = JSON.stringify((identify ?? event)?.identifiers);
  return operations.filter(({ identifiers }) => JSON.stringify(identifiers) === owner);
}

/** Returns its applied effect on the attributes of its person. */
function changesBy(
  { operations, personKey, sums }: MappedRecord,
  carriers: readonly Carrier[],
  { people }: Journal,
): AttributeChange[] {
  const { identify } = operations;
  const carried = new Set<object>(carriers.flatMap((carrier) => carrier.operations));
  const writes = writesOf(people.operationsOf(personKey)).filter(({ operation }) => carried.has(operation));
  const byName = Map.groupBy(writes, ({ name }) => name);
  return Object.entries(identify?.attributes ?? {}).flatMap(([name, sent]): AttributeChange[] => {
    const write = byName.get(name)?.[0];
    if (write === undefined) return [];
    const said = sent === '' ? undefined : sent;
    // A sum depends on all purchases. Any other value is from this webhook or a newer one.
    const isOwn = write.value === said || sums.has(name);
    if (!isOwn) return [{ name, after: said, result: 'outdated' }];
    return [{ name, before: write.before, after: write.value, result: resultOf(write) }];
  });
}

function resultOf({ value, before, counted }: Write): AttributeChange['result'] {
  if (!counted) return 'lost';
  if (value === before) return 'unchanged';
  return value === undefined ? 'cleared' : 'set';
}

function indented(body: Buffer): string {
  const text = body.toString('utf8');
  const webhook = toObject(text);
  const shown = isObject(webhook) ? JSON.stringify(webhook, null, 2) : text;
  return shown.length > MAX_BODY ? `${shown.slice(0, MAX_BODY)}\n… cut here` : shown;
}
