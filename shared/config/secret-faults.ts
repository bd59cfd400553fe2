import { hintFor } from './closed-object.ts';
import type { ConfigFault } from './explain-faults.ts';
import type { CheckedConfig, ConnectionSettings, SecretName } from './schema.ts';

/** Faults of the secrets that a connection names. */
export function secretFaults(
  name: string,
  { purchasely, environments }: ConnectionSettings,
  config: CheckedConfig,
): ConfigFault[] {
  const path = `connections.${name}`;
  return [
    ...faultsOf(`${path}.purchasely.secretName`, purchasely.secretName, config),
    ...Object.entries(environments).flatMap(([environment, workspace]) =>
      workspace === 'drop'
        ? []
        : faultsOf(`${path}.environments.${environment}.secretName`, workspace.secretName, config),
    ),
  ];
}

function faultsOf(path: string, given: SecretName | undefined, config: CheckedConfig): ConfigFault[] {
  const stages = Object.keys(config.stages);
  if (given === undefined) return [];
  if (typeof given === 'string') return stages.flatMap((stage) => foreignSecret(path, given, stage, config));
  return Object.entries(given).flatMap(([stage, named]) =>
    stages.includes(stage)
      ? foreignSecret(`${path}.${stage}`, named, stage, config)
      : [{ path: `${path}.${stage}`, message: `no such stage${hintFor(stage, stages)}` }],
  );
}

/** A function asks the Secrets Manager of its region. The secret may be of another account. */
function foreignSecret(path: string, named: string, stage: string, { stages }: CheckedConfig): ConfigFault[] {
  const [arn, , , secretRegion] = named.split(':');
  const region = stages[stage]?.region;
  if (arn !== 'arn' || region === undefined || secretRegion === region) return [];
  return [
    {
      path,
      message: `is in ${secretRegion}, the stage ${stage} in ${region}: expected a secret of its region`,
    },
  ];
}
