import type { ResolvedConfig, SecretReference } from '../../shared/config/resolved.ts';
import { workspacesOf } from '../../shared/config/workspaces.ts';
import type { TrackApiOptions } from '../track-api/options.ts';

/** A workspace of the stand-in, and the secret that holds its credentials. */
export interface LocalWorkspace {
  readonly secret: SecretReference;
  readonly settings: TrackApiOptions['workspaces'][number];
}

/** Returns a workspace of the stand-in for each workspace of the configuration. */
export function localWorkspacesOf({ connections }: ResolvedConfig): LocalWorkspace[] {
  return workspacesOf(connections).map(({ connection, environment, workspace }, index) => ({
    secret: workspace.secret,
    settings: {
      name: `${connection} ${environment.toLowerCase()}`,
      region: workspace.region,
      environmentId: index + 1,
      siteId: `site-${index + 1}`,
      apiKey: `key-${index + 1}`,
    },
  }));
}
