import { EVENT_NAMES } from '../purchasely/events.ts';
import { hintFor } from './closed-object.ts';
import type { ConfigFault } from './explain-faults.ts';
import type { CheckedConfig, ConnectionSettings } from './schema.ts';

/** Faults of the further destinations of a connection's webhooks: its backend, and queues of copies. */
export function destinationFaults(
  name: string,
  { relay, copies, events }: ConnectionSettings,
  config: CheckedConfig,
): ConfigFault[] {
  const path = `connections.${name}`;
  return [
    ...(relay === undefined ? [] : loop(`${path}.relay.url`, relay.url, config)),
    ...(relay === undefined || relay.events === 'all'
      ? []
      : unknownEvents(`${path}.relay.events`, relay.events, Object.keys(events.additional))),
    ...copies.flatMap((arn, index) => foreignQueue(`${path}.copies.${index}`, arn, config)),
  ];
}

/** The address that API Gateway gives an API. The target of a domain other than the stages' shows only at run time. */
const API_HOST = /\.execute-api\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;

function loop(path: string, url: string, { connections, stages }: CheckedConfig): ConfigFault[] {
  const { hostname, pathname } = new URL(url.replaceAll('{stage}', 'stage'));
  const domains = Object.values(stages).flatMap(({ domain }) => domain?.name ?? []);
  const connection = Object.keys(connections).find((each) =>
    [`/webhooks/${each}`, `/webhooks/${each}/`].includes(pathname),
  );
  if (connection === undefined || !(API_HOST.test(hostname) || domains.includes(hostname))) return [];
  return [{ path, message: `is the webhook URL of ${connection}: expected that of your backend` }];
}

function unknownEvents(path: string, names: readonly string[], additional: readonly string[]): ConfigFault[] {
  const known = [...EVENT_NAMES, ...additional];
  return names.flatMap((name, index) =>
    known.includes(name)
      ? []
      : [
          {
            path: `${path}.${index}`,
            message: `${name} is not an event of Purchasely (a new one goes under events.additional too)${hintFor(name, known)}`,
          },
        ],
  );
}

/** `receive` calls the SQS of its region. The queue may be of another account. */
function foreignQueue(path: string, arn: string, { stages }: CheckedConfig): ConfigFault[] {
  const queueRegion = arn.split(':')[3];
  return Object.entries(stages).flatMap(([stage, { region }]) =>
    region === undefined || region === queueRegion
      ? []
      : [
          {
            path,
            message: `is in ${queueRegion}, the stage ${stage} in ${region}: expected a queue of its region`,
          },
        ],
  );
}
