import { MAX_ATTRIBUTE_NAME_BYTES, RESERVED_EVENT_ATTRIBUTES } from '../customerio/limits.ts';
import { webhookUrlOutput } from '../stack-outputs.ts';
import { destinationFaults } from './destination-faults.ts';
import type { ConfigFault } from './explain-faults.ts';
import { resolveUserProperties } from './resolve-connection.ts';
import type { CheckedConfig, ConnectionSettings } from './schema.ts';
import { secretFaults } from './secret-faults.ts';
import { stageFaults } from './stage-faults.ts';
import type { StageSettings } from './stage-schema.ts';

/** Faults between keys that are each right. */
export function crossFaults(config: CheckedConfig): ConfigFault[] {
  const connections = Object.entries(config.connections);
  return [
    ...Object.entries(config.stages).flatMap(([name, stage]) => stageFaults(name, stage)),
    ...sharedNames(config.stages),
    ...oneInAws(Object.keys(config.connections)),
    ...connections.flatMap(([name, connection]) => clashesOf(name, connection)),
    ...connections.flatMap(([name, connection]) => destinationFaults(name, connection, config)),
    ...connections.flatMap(([name, connection]) => secretFaults(name, connection, config)),
  ];
}

/** Names that a region has once. AWS would refuse the second halfway through its deployment. */
function sharedNames(stages: CheckedConfig['stages']): ConfigFault[] {
  const names = {
    'domain.name': ({ domain }: StageSettings) => domain?.name,
    stackName: ({ stackName }: StageSettings) => stackName,
    namePrefix: ({ namePrefix }: StageSettings) => namePrefix,
  };
  return Object.entries(names).flatMap(([key, nameIn]) => {
    const given = Object.entries(stages).flatMap(([stage, settings]) => {
      const name = nameIn(settings);
      return name === undefined ? [] : [[stage, `${settings.account} ${settings.region} ${name}`] as const];
    });
    return duplicates(given).map(([stage, , first]) => ({
      path: `stages.${stage}.${key}`,
      message: `is that of ${first} too; give one of them another`,
    }));
  });
}

/** Two names that differ here, and not in the stack, where names of outputs take no hyphens. */
function oneInAws(names: readonly string[]): ConfigFault[] {
  return duplicates(names.map((name) => [name, webhookUrlOutput(name)])).map(([name, output, first]) => ({
    path: `connections.${name}`,
    message: `has the output ${output} in the stack, as ${first} has; give one of them another name`,
  }));
}

/** Names that two keys claim: one would silently overwrite the other. */
function clashesOf(name: string, connection: ConnectionSettings): ConfigFault[] {
  const path = `connections.${name}`;
  const properties = resolveUserProperties(connection.userProperties);
  const rename = Object.entries(connection.eventAttributes.rename);
  return [
    ...duplicates(properties).map(([property, attribute, first]) => ({
      path: `${path}.userProperties.${property}`,
      message: `becomes ${attribute}, as ${first} does; give one of them another name`,
    })),
    ...properties
      .filter(([, attribute]) => Buffer.byteLength(attribute) > MAX_ATTRIBUTE_NAME_BYTES)
      .map(([property]) => ({
        path: `${path}.userProperties.${property}`,
        message: `has more than ${MAX_ATTRIBUTE_NAME_BYTES} bytes with the prefix: Customer.io refuses longer names`,
      })),
    ...duplicates(rename).map(([attribute, target, first]) => ({
      path: `${path}.eventAttributes.rename.${attribute}`,
      message: `becomes ${target}, as ${first} does; give one of them another name`,
    })),
    ...rename
      .filter(([attribute]) => RESERVED_EVENT_ATTRIBUTES.has(attribute))
      .map(([attribute]) => ({
        path: `${path}.eventAttributes.rename.${attribute}`,
        message: 'is never sent: it would override the addresses of the campaign',
      })),
  ];
}

/** Those pairs whose second part an earlier pair has already, with that one's first part. */
function duplicates(pairs: readonly (readonly [string, string])[]): [string, string, string][] {
  const firstWith = new Map<string, string>();
  return pairs.flatMap(([key, value]): [string, string, string][] => {
    const first = firstWith.get(value);
    if (first !== undefined) return [[key, value, first]];
    firstWith.set(value, key);
    return [];
  });
}
