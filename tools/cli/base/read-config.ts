import { existsSync } from 'node:fs';
import { isNativeError } from 'node:util/types';
import type { ConnectorConfig } from '../../../shared/config/define-config.ts';
import { CONFIG_FILE, loadConfig } from '../../../shared/config/load-config.ts';
import { isObject } from '../../../shared/is-object.ts';
import { UsageError } from './usage-error.ts';

const A_FIRST_ONE = `
import { defineConfig } from 'purchasely-customerio';

export default defineConfig({
  stages: { local: {}, prod: {} },
  connections: {
    app: {
      environments: { PRODUCTION: { region: 'eu' }, SANDBOX: 'drop' },
      events: { TRIAL_STARTED: true },
      userProperties: { has_active_subscription: true },
    },
  },
});`;

/**
 * Loads the configuration from a file, without checking its keys.
 *
 * @param file absolute path
 * @throws {UsageError} if it cannot be loaded, or does not exist; then with a minimal example
 */
export async function readConfig(file: string): Promise<ConnectorConfig> {
  if (!existsSync(file)) {
    throw new UsageError(
      `${file} does not exist. Run this in the folder of ${CONFIG_FILE}, or name the file with --config <path>. A minimal one:\n${A_FIRST_ONE}`,
    );
  }
  const config = await loadConfig(file).catch((error: unknown) => {
    const why = isNativeError(error) ? error.message : String(error);
    throw new UsageError(`${file} cannot be loaded: ${why}`, { cause: error });
  });
  if (!isObject(config)) {
    throw new UsageError(
      `${file} has no configuration as its default export. Add: export default defineConfig({ … })`,
    );
  }
  return config as unknown as ConnectorConfig;
}
