/** Synthesizes a stage in a process of its own, so that the runner can go on talking. Sends the path, or what is wrong. */

import { synthesizeStage } from '../../infra/synthesize.ts';
import type { ConnectorConfig } from '../../shared/config/define-config.ts';
import { ConfigError } from '../../shared/config/explain-faults.ts';
import { loadConfig } from '../../shared/config/load-config.ts';

const [stage = '', outdir = '', configFile = ''] = process.argv.slice(2);
try {
  // What is wrong with it, the synthesis tells.
  const config = (await loadConfig(configFile)) as ConnectorConfig;
  process.send?.({ template: await synthesizeStage(stage, { outdir, config }) });
} catch (error) {
  // A fault of the configuration is told in its own words; anything else with the place it comes from.
  const isExplained = error instanceof ConfigError || !(error instanceof Error);
  process.send?.({
    error: isExplained ? String(error instanceof Error ? error.message : error) : error.stack,
  });
}
process.disconnect?.();
