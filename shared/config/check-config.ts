import type * as z from 'zod';
import { isObject } from '../is-object.ts';
import { crossFaults } from './cross-faults.ts';
import type { ConnectorConfig } from './define-config.ts';
import { ConfigError, type ConfigFault, explainFaults } from './explain-faults.ts';
import { type CheckedConfig, connectorConfigSchema } from './schema.ts';

/**
 * The configuration, every default filled in.
 *
 * @param stage one that has to be in it
 * @throws {ConfigError} with every fault, each with the path of its key
 */
export function checkConfig(config: unknown, stage?: string): CheckedConfig {
  const parsed = connectorConfigSchema.safeParse(config, { reportInput: true });
  const faults = [
    ...(parsed.success ? [] : explainFaults(parsed.error.issues)),
    ...(stage === undefined ? [] : unknownStage(stage, config)),
    ...crossFaults(parsed.data ?? soundParts(config)),
  ];
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  return parsed.data;
}

function unknownStage(name: string, config: unknown): ConfigFault[] {
  const stages = isObject(config) && isObject(config['stages']) ? Object.keys(config['stages']) : [];
  if (stages.length === 0 || stages.includes(name)) return [];
  return [{ path: `stages.${name}`, message: `no such stage; there are ${stages.join(', ')}` }];
}

/** The stages and connections that are right by themselves: faults between them can be reported beside other faults. */
function soundParts(config: unknown): CheckedConfig {
  const { stages, connections } = connectorConfigSchema.shape;
  const given = isObject(config) ? config : {};
  return {
    stages: soundEntries(given['stages'], (each) => stages.valueType.safeParse(each)),
    connections: soundEntries(given['connections'], (each) => connections.valueType.safeParse(each)),
  };
}

function soundEntries<Checked>(
  given: unknown,
  check: (each: unknown) => z.ZodSafeParseResult<Checked>,
): Record<string, Checked> {
  const entries = Object.entries(isObject(given) ? given : {}).flatMap(([name, each]) => {
    const { success, data } = check(each);
    return success ? [[name, data] as const] : [];
  });
  return Object.fromEntries(entries);
}

/**
 * A configuration that is kept as JSON, whose `$schema` may name docs/connector.schema.json.
 *
 * @throws {ConfigError} with every fault, each with the path of its key
 */
export function configFromJson(json: unknown): ConnectorConfig {
  const { $schema: _, ...config } = isObject(json) ? json : {};
  checkConfig(isObject(json) ? config : json);
  return config as unknown as ConnectorConfig;
}
