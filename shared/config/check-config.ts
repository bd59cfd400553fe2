import { isObject } from '../is-object.ts';
import type { ConnectorConfig } from './define-config.ts';
import { ConfigError, explainFaults } from './explain-faults.ts';
import { connectorConfigSchema } from './schema.ts';

/**
 * The same value, known to be a configuration. Rules that span several keys are left to `resolveConfig`.
 *
 * @throws {ConfigError} with every fault, each with the path of its key
 */
export function checkConfig(config: unknown): ConnectorConfig {
  const parsed = connectorConfigSchema.safeParse(config, { reportInput: true });
  if (!parsed.success) throw new ConfigError(explainFaults(parsed.error.issues));
  return config as ConnectorConfig;
}

/**
 * A configuration that is kept as JSON, whose `$schema` may name docs/connector.schema.json.
 *
 * @throws {ConfigError} with every fault, each with the path of its key
 */
export function configFromJson(json: unknown): ConnectorConfig {
  if (!isObject(json)) return checkConfig(json);
  const { $schema: _, ...config } = json;
  return checkConfig(config);
}
