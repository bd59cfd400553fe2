/**
 * Synthesizes a stage in a separate process, so that the runner is not blocked. Sends the path of the template, or the
 * error.
 */

import { synthesizeStage } from '../../infra/synthesize.ts';
import type { ConnectorConfig } from '../../shared/config/define-config.ts';
import { ConfigError } from '../../shared/config/explain-faults.ts';
import { loadConfig } from '../../shared/config/load-config.ts';

const [stage = '', outdir = '', configFile = ''] = process.argv.slice(2);
try {
  // The synthesis checks the configuration.
  const config = (await loadConfig(configFile)) as ConnectorConfig;
  process.send?.({ template: await synthesizeStage(stage, { outdir, config }) });
} catch (error) {
  // A fault of the configuration needs only its message; any other error is sent with its stack.
  const isExplained = error instanceof ConfigError || !(error instanceof Error);
  process.send?.({
    error: isExplained ? String(error instanceof Error ? error.message : error) : error.stack,
  });
}
process.disconnect?.();
