import type { ResolvedConfig, SecretReference, Workspace } from '../../shared/config/resolved.ts';
import type { TrackApiOptions } from '../track-api/options.ts';

/** A workspace of the stand-in, and the secret that its credentials are in. */
export interface LocalWorkspace {
  readonly secret: SecretReference;
  readonly settings: TrackApiOptions['workspaces'][number];
}

/** A workspace of the stand-in for each one the configuration names. */
export function workspacesOf({ connections }: ResolvedConfig): LocalWorkspace[] {
  const named = Object.entries(connections).flatMap(([connection, { environments }]) =>
    Object.entries(environments)
      .filter((entry): entry is [string, Workspace] => entry[1] !== 'drop')
      .map(([environment, workspace]) => ({
        name: `${connection} ${environment.toLowerCase()}`,
        ...workspace,
      })),
  );
  return named.map(({ name, region, secret }, index) => ({
    secret,
    settings: {
      name,
      region,
      environmentId: index + 1,
      siteId: `site-${index + 1}`,
      apiKey: `key-${index + 1}`,
    },
  }));
}
