/** Synthesizes a stage in a process of its own, so that the runner can go on talking. Sends the path, or what is wrong. */

import { synthesizeStage } from '../../infra/synthesize.ts';
import { ConfigError } from '../../shared/config/explain-faults.ts';

const [stage = '', outdir = '', configModule] = process.argv.slice(2);
try {
  const config = configModule === undefined ? undefined : (await import(configModule)).default;
  process.send?.({ template: await synthesizeStage(stage, { outdir, config }) });
} catch (error) {
  // A fault of the configuration is told in its own words; anything else with the place it comes from.
  const isExplained = error instanceof ConfigError || !(error instanceof Error);
  process.send?.({
    error: isExplained ? String(error instanceof Error ? error.message : error) : error.stack,
  });
}
process.disconnect?.();
