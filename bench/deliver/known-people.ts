import { deliverBatch } from '../../functions/deliver/deliver-batch.ts';
import { toQueuedWebhook } from '../../functions/deliver/queued-webhook.ts';
import type { PersonRecord } from '../../shared/people/person-record.ts';
import { type TableItem, toItem } from '../../shared/people/table-item.ts';
import { MemoryPeople } from '../../tools/cli/preview/memory-people.ts';
import { DELIVER_CONFIG } from './config.ts';
import { toSqsEvents } from './sqs-events.ts';
import { createWebhooks, STREAM_FROM_MS } from './webhooks.ts';

const MONTH_MS = 30 * 86_400_000;
const RETENTION_DAYS = 800;

/** Returns records of the people of a stream before it: they had the same events a month earlier. */
export async function createKnownPeople(count: number): Promise<readonly PersonRecord[]> {
  const people = new MemoryPeople();
  const earlier = toSqsEvents(createWebhooks(count, STREAM_FROM_MS - MONTH_MS), count);
  for (const { Records } of earlier) {
    await deliverBatch(Records.map(toQueuedWebhook), {
      config: DELIVER_CONFIG,
      people,
      onResent: () => {},
      postTo: async () => async () => ({ kind: 'answer', status: 200, text: '{}' }),
    });
  }
  return people.asked;
}

/** Converts records to the items of DynamoDB's API. */
export function toItems(people: readonly PersonRecord[]): TableItem[] {
  return people.map((record) => toItem(record, RETENTION_DAYS));
}
