import type { DeliverConfig } from '../../../shared/config/resolved.ts';
import { workspacesOf } from '../../../shared/config/workspaces.ts';
import { readResync } from '../../../shared/messages/resync-message.ts';
import type { Settled } from '../settle.ts';

/** Names the workspace that a message counts for. */
export type NameWorkspace = (settled: Pick<Settled, 'webhook' | 'event'>) => string;

/** Of a connection that is no longer configured, or has no workspace. */
export const OTHER_WORKSPACE = 'other';

/**
 * A webhook with an unreadable or unknown environment counts for the first workspace of its connection, so that an alarm
 * sees it.
 */
export function createWorkspaceNames({ connections }: Pick<DeliverConfig, 'connections'>): NameWorkspace {
  const byConnection = Map.groupBy(workspacesOf(connections), ({ connection }) => connection);
  return ({ webhook: { message }, event }) => {
    const workspaces = byConnection.get(message.attributes.connection) ?? [];
    const environment = event?.environment ?? readResync(message)?.environment;
    const own = workspaces.find((each) => each.environment === environment) ?? workspaces[0];
    return own?.name ?? OTHER_WORKSPACE;
  };
}
