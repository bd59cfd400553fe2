import { groupBy } from '../group-by.ts';
import { checkConfig } from './check-config.ts';
import type { ConnectorConfig } from './define-config.ts';
import { resolveEvents } from './resolve-connection.ts';

/** Events that become one at Customer.io. */
export interface SharedName {
  readonly connection: string;
  /** Their name there. */
  readonly name: string;
  /** Their own names. */
  readonly events: readonly string[];
}

/**
 * Events that get the same name, but for names that `events.sharedNames` lists: each of them starts the campaigns that wait
 * for the name, on purpose or by mistake.
 */
export function unlistedSharedNames(config: ConnectorConfig): SharedName[] {
  return Object.entries(checkConfig(config).connections).flatMap(([connection, { events }]) => {
    const { listed } = resolveEvents(events);
    const on = Object.entries(listed).filter(([, { send }]) => send);
    return [...groupBy(on, ([, { name }]) => name)]
      .filter(([name, those]) => those.length > 1 && !events.sharedNames.includes(name))
      .map(([name, those]) => ({ connection, name, events: those.map(([event]) => event) }));
  });
}
