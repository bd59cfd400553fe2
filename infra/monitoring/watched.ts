import type { ResolvedConfig } from '../../shared/config/resolved.ts';
import { type NamedWorkspace, workspacesOf } from '../../shared/config/workspaces.ts';
import type { ConnectorFunction } from '../connector-function.ts';
import type { Delivery } from '../delivery.ts';
import type { EventQueues } from '../event-queues.ts';
import type { PeopleTable } from '../people-table.ts';
import type { WebhookApi } from '../webhook-api.ts';
import type { OwnMetrics } from './own-metrics.ts';

/** The watched parts of a stage: resources with metrics of AWS, and the metrics of the functions. */
export interface Watched {
  readonly own: OwnMetrics;
  readonly connections: readonly WatchedConnection[];
  readonly queues: EventQueues;
  readonly people: PeopleTable;
  readonly webhooks: WebhookApi;
  readonly delivery: Delivery;
  /** The widget of dead letters on the dashboard. Absent if the configuration leaves it out. */
  readonly deadLetterWidget?: ConnectorFunction;
  /** Names of the queues for copies. */
  readonly copyQueues: readonly string[];
}

/** A connection, which is watched alone, because one may fail while others work. */
export interface WatchedConnection {
  readonly name: string;
  /** True if it has a backend. */
  readonly relay: boolean;
  readonly workspaces: readonly NamedWorkspace[];
}

export function watchedConnections(connections: ResolvedConfig['connections']): WatchedConnection[] {
  return Object.entries(connections).map(([name, settings]) => ({
    name,
    relay: settings.relay !== null,
    workspaces: workspacesOf({ [name]: settings }),
  }));
}

export function copyQueuesOf(connections: ResolvedConfig['connections']): string[] {
  const arns = new Set(Object.values(connections).flatMap(({ copies }) => copies));
  return [...arns].map((arn) => arn.split(':').at(-1) ?? '');
}
