import { isObject } from '../../shared/is-object.ts';
import type { ReceivedRequest } from '../track-api/received-request.ts';
import type { TrackApi } from '../track-api/server.ts';
import type { DeliveryRow } from './protocol.ts';
import { Ring, type RingReader, type Tell } from './ring.ts';

/** A request to the stand-in for Customer.io. */
export interface DeliveryRecord {
  /** Counts arrivals from 1. */
  readonly seq: number;
  readonly request: ReceivedRequest;
  readonly operations: readonly Record<string, unknown>[];
  readonly people: readonly string[];
  readonly events: readonly string[];
}

/** Number of newest requests to keep. One has up to 100 operations. */
export const KEPT_DELIVERIES = 2_000;

/** Keeps the newest requests. The server keeps them too, but has to be polled. */
export class DeliveryJournal {
  readonly #records: Ring<number, DeliveryRecord>;
  readonly #unanswered = new Set<DeliveryRecord>();
  readonly #tell: Tell<DeliveryRecord>;
  #seen = 0;

  constructor(tell: Tell<DeliveryRecord>) {
    this.#tell = tell;
    this.#records = new Ring(KEPT_DELIVERIES, (record) => {
      this.#unanswered.delete(record);
      tell(record, 'forgotten');
    });
  }

  get records(): RingReader<number, DeliveryRecord> {
    return this.#records;
  }

  /** Adds requests and answers since the last look. */
  look({ requests, traffic }: Pick<TrackApi, 'requests' | 'traffic'>): void {
    const total = traffic().requests;
    const fresh = total === this.#seen ? [] : requests.slice(this.#seen - total);
    this.#seen = total;
    for (const record of this.#unanswered) {
      if (record.request.status === undefined) continue;
      this.#unanswered.delete(record);
      this.#tell(record, 'changed');
    }
    for (const request of fresh) {
      const record = toRecord(request, this.#records.added + 1);
      this.#records.add(record.seq, record);
      if (request.status === undefined) this.#unanswered.add(record);
      this.#tell(record, 'changed');
    }
  }
}

export function toDeliveryRow(
  { seq, request, operations, people, events }: DeliveryRecord,
  fault: string | undefined,
): DeliveryRow {
  const { arrivedAtMs, bytes, status } = request;
  return { seq, atMs: arrivedAtMs, items: operations.length, bytes, status, fault, people, events };
}

function toRecord(request: ReceivedRequest, seq: number): DeliveryRecord {
  const operations = operationsOf(request.body);
  const people = operations.flatMap(({ identifiers }) =>
    isObject(identifiers) ? Object.values(identifiers) : [],
  );
  const events = operations.flatMap(({ name }) => (name === undefined ? [] : [name]));
  return { seq, request, operations, people: namesOf(people), events: namesOf(events) };
}

function operationsOf(body: unknown): Record<string, unknown>[] {
  if (!isObject(body)) return [];
  return Array.isArray(body['batch']) ? body['batch'].filter(isObject) : [body];
}

const namesOf = (values: readonly unknown[]) => [...new Set(values.map(String))];
