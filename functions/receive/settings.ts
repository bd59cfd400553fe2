import type { ReceiveConfig, RelaySettings } from '../../shared/config/resolved.ts';
import type { HttpProxy } from '../../shared/http-post.ts';
import { MAX_RELAY_SECONDS } from '../../shared/messages/timing.ts';
import { type Environment, loopbackUrl, proxyOf, required } from '../settings.ts';

export interface ReceiveSettings {
  readonly eventsQueueUrl: string;
  /** The backend of each connection that has one. */
  readonly relays: ReadonlyMap<string, RelaySettings>;
  /** Of the network that it runs in. */
  readonly proxy: HttpProxy | undefined;
}

/**
 * Reads the settings of `receive`. `RELAY_URL` takes the place of every backend, also where there is none, `{connection}`
 * in it that of the connection's name: it is for the local run and refused for anything but this machine.
 *
 * @throws naming the setting that is missing or refused
 */
export function readReceiveSettings(
  environment: Environment,
  { connections }: ReceiveConfig,
): ReceiveSettings {
  const override = loopbackUrl(environment, 'RELAY_URL');
  const relays = Object.entries(connections).flatMap(([name, { relay }]): [string, RelaySettings][] => {
    if (override !== undefined) {
      return [[name, { ...(relay ?? ALL), url: override.replaceAll('{connection}', name) }]];
    }
    return relay === null ? [] : [[name, relay]];
  });
  return {
    eventsQueueUrl: required(environment, 'EVENTS_QUEUE_URL'),
    relays: new Map(relays),
    proxy: proxyOf(environment),
  };
}

const ALL = { events: 'all', timeoutSeconds: MAX_RELAY_SECONDS } as const;
