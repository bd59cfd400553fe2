import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import { workspacesOf } from '../../../shared/config/workspaces.ts';
import type { Region } from '../../../shared/customerio/regions.ts';
import { UsageError } from '../base/usage-error.ts';

/** One place of the configuration that names a secret, as `<connection>/purchasely` or `<connection>/customerio-…`. */
export type SecretTarget = PurchaselyTarget | CustomerioTarget;

interface AnyTarget {
  readonly which: string;
  /** Its name in Secrets Manager: the one the stack gives, or the configured `secretName`. */
  readonly name: string;
  /** Whether the stack creates it, empty, or the configuration names one that exists. */
  readonly created: boolean;
}

interface PurchaselyTarget extends AnyTarget {
  readonly side: 'purchasely';
}

export interface CustomerioTarget extends AnyTarget {
  readonly side: 'customerio';
  readonly region: Region;
}

/** Every secret that a configuration needs. An environment that is dropped needs none. */
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

/** @throws {UsageError} naming those that exist, and never what was typed: it may be the secret itself */
export function findTarget(config: ResolvedConfig, which: string): SecretTarget {
  const targets = secretTargets(config);
  const target = targets.find((each) => each.which === which);
  if (target !== undefined) return target;
  const known = targets.map((each) => each.which).join(', ');
  throw new UsageError(
    `Stage ${config.stage} has no such secret. It has ${known}. An environment that is dropped has none.`,
  );
}
