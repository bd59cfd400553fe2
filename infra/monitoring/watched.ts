import type { Delivery } from '../delivery.ts';
import type { EventQueues } from '../event-queues.ts';
import type { PeopleTable } from '../people-table.ts';
import type { WebhookApi } from '../webhook-api.ts';
import type { OwnMetrics } from './own-metrics.ts';

/** What is watched of a stage: resources that AWS keeps metrics of, and those the functions write themselves. */
export interface Watched {
  readonly own: OwnMetrics;
  readonly queues: EventQueues;
  readonly people: PeopleTable;
  readonly webhooks: WebhookApi;
  readonly delivery: Delivery;
}
