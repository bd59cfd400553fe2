import { isObject } from '../is-object.ts';
import type { ConnectorConfig } from './define-config.ts';
import { ConfigError, explainFaults } from './explain-faults.ts';
import { type CheckedConfig, connectorConfigSchema } from './schema.ts';

/**
 * The configuration, every default filled in. Rules that span several keys are left to `resolveConfig`.
 *
 * @throws {ConfigError} with every fault, each with the path of its key
 */
export function checkConfig(config: unknown): CheckedConfig {
  const parsed = connectorConfigSchema.safeParse(config, { reportInput: true });
  if (!parsed.success) throw new ConfigError(explainFaults(parsed.error.issues));
  return parsed.data;
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
