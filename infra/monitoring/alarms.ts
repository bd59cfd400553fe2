import type { AlarmSettings } from '../../shared/config/resolved.ts';
import type { AlarmDescription } from './alarm-description.ts';
import { deliveryAlarms, workspaceAlarms } from './delivery-alarms.ts';
import type { Watched } from './watched.ts';
import { connectionAlarms, webhookAlarms } from './webhook-alarms.ts';

/** Returns all alarms of a stage: of the stage, then of each connection and its workspaces. */
export function alarmsOf(watched: Watched, settings: AlarmSettings): AlarmDescription[] {
  return [
    ...webhookAlarms(watched),
    ...deliveryAlarms(watched),
    ...watched.connections.flatMap((connection) => [
      ...connectionAlarms(watched, connection, settings),
      ...connection.workspaces.flatMap(({ name }) => workspaceAlarms(watched, name)),
    ]),
  ];
}
