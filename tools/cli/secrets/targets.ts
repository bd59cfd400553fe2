import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import { workspacesOf } from '../../../shared/config/workspaces.ts';
import type { Region } from '../../../shared/customerio/regions.ts';
import { UsageError } from '../base/usage-error.ts';

/** A secret of the configuration, named `<connection>/purchasely` or `<connection>/customerio-…`. */
export type SecretTarget = PurchaselyTarget | CustomerioTarget;

interface AnyTarget {
  readonly which: string;
  /** Name in Secrets Manager: that of the stack, or the configured `secretName`. */
  readonly name: string;
  /** True if the stack creates it, empty. False for an existing one, named in the configuration. */
  readonly created: boolean;
}

interface PurchaselyTarget extends AnyTarget {
  readonly side: 'purchasely';
}

export interface CustomerioTarget extends AnyTarget {
  readonly side: 'customerio';
  readonly region: Region;
}

/** Returns all secrets of a configuration. A dropped environment has none. */
export function secretTargets({ connections }: ResolvedConfig): SecretTarget[] {
  return Object.entries(connections).flatMap(([connection, settings]): SecretTarget[] => [
    { which: `${connection}/purchasely`, side: 'purchasely', ...settings.purchasely.secret },
    ...workspacesOf({ [connection]: settings }).map(
      ({ environment, workspace }): SecretTarget => ({
        which: `${connection}/customerio-${environment.toLowerCase()}`,
        side: 'customerio',
        region: workspace.region,
        ...workspace.secret,
      }),
    ),
  ]);
}

/** @throws {UsageError} with the existing names, never with the given text, which may be the secret itself */
export function findTarget(config: ResolvedConfig, which: string): SecretTarget {
  const targets = secretTargets(config);
  const target = targets.find((each) => each.which === which);
  if (target !== undefined) return target;
  const known = targets.map((each) => each.which).join(', ');
  throw new UsageError(
    `Stage ${config.stage} has no such secret. It has ${known}. A dropped environment has none.`,
  );
}
