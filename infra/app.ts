import '../shared/needed-node.mjs';
import type { App } from 'aws-cdk-lib';
import connectorConfig from '../connector.config.ts';
import { ConfigError } from '../shared/config/explain-faults.ts';
import { addChecks } from './checks.ts';
import { setFeatureFlags } from './feature-flags.ts';
import { createConnectorApp } from './synthesize.ts';

/** Sets feature flags, then adds checks, which let `cdk.json` override a flag. */
function prepare(app: App): void {
  setFeatureFlags(app);
  addChecks(app);
}

/**
 * The app that `cdk` runs: every stage except `local`, or with `-c stage=prod` only that one. Without the CLI it writes
 * to `cdk.out` too.
 */
try {
  const outdir = process.env['CDK_OUTDIR'] ?? 'cdk.out';
  createConnectorApp(connectorConfig, { outdir, prepare }).synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
