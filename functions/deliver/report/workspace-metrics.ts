import { Metrics } from '@aws-lambda-powertools/metrics';
import type { DeliverConfig, Workspace } from '../../../shared/config/resolved.ts';
import { workspacesOf } from '../../../shared/config/workspaces.ts';
import { OTHER_WORKSPACE } from './workspace-name.ts';

/** Metrics of each workspace: one log line for each that a batch is about. */
export interface WorkspaceMetrics {
  readonly named: (name: string) => Metrics;
  readonly of: (workspace: Workspace) => Metrics;
  /** Writes the lines. */
  readonly publish: () => void;
}

export function createWorkspaceMetrics({ stage, connections }: DeliverConfig): WorkspaceMetrics {
  const create = (workspace: string) => new Metrics({ defaultDimensions: { stage, workspace } });
  const all = workspacesOf(connections).map((each) => ({ ...each, metrics: create(each.name) }));
  const byName = new Map(all.map(({ name, metrics }) => [name, metrics]));
  const byWorkspace = new Map(all.map(({ workspace, metrics }) => [workspace, metrics]));
  const other = create(OTHER_WORKSPACE);
  return {
    named: (name) => byName.get(name) ?? other,
    of: (workspace) => byWorkspace.get(workspace) ?? other,
    publish() {
      for (const metrics of [...byName.values(), other]) {
        if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
      }
    },
  };
}
