import type { ResolvedConfig } from '../../shared/config/resolved.ts';
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
  readonly destinations: Destinations;
}

/** Where webhooks go besides: what there is of them decides what there is to watch. */
export interface Destinations {
  /** Whether a connection has a backend. */
  readonly relay: boolean;
  /** Names of the queues that get copies. */
  readonly copyQueues: readonly string[];
}

export function destinationsOf({ connections }: Pick<ResolvedConfig, 'connections'>): Destinations {
  const all = Object.values(connections);
  const arns = new Set(all.flatMap(({ copies }) => copies));
  return {
    relay: all.some(({ relay }) => relay !== null),
    copyQueues: [...arns].map((arn) => arn.split(':').at(-1) ?? ''),
  };
}
