import type { ResolvedConfig, Workspace } from './resolved.ts';

/** A workspace of Customer.io, as the configuration comes to it. */
export interface NamedWorkspace {
  /** `cinema/PRODUCTION`: how metrics, logs and alarms call it. */
  readonly name: string;
  readonly connection: string;
  readonly environment: Environment;
  readonly workspace: Workspace;
}

type Environment = (typeof ENVIRONMENTS)[number];

const ENVIRONMENTS = ['PRODUCTION', 'SANDBOX'] as const;

/** Every workspace that events may go to, production first. An environment that is dropped has none. */
export function workspacesOf(connections: ResolvedConfig['connections']): NamedWorkspace[] {
  return Object.entries(connections).flatMap(([connection, { environments }]) =>
    ENVIRONMENTS.flatMap((environment) => {
      const workspace = environments[environment];
      return workspace === 'drop'
        ? []
        : [{ name: `${connection}/${environment}`, connection, environment, workspace }];
    }),
  );
}
