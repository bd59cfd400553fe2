import type { AlarmSettings } from '../../shared/config/resolved.ts';
import type { AlarmDescription } from './alarm-description.ts';
import { deliveryAlarms } from './delivery-alarms.ts';
import type { Watched } from './watched.ts';
import { noWebhooks, relayFailing, webhookAlarms } from './webhook-alarms.ts';

/** Every alarm of a stage, the worst for buyers first. */
export function alarmsOf(watched: Watched, { noTrafficHours }: AlarmSettings): AlarmDescription[] {
  return [
    ...webhookAlarms(watched),
    ...(watched.destinations.relay ? [relayFailing(watched)] : []),
    ...deliveryAlarms(watched),
    ...(noTrafficHours === undefined ? [] : [noWebhooks(watched, noTrafficHours)]),
  ];
}
