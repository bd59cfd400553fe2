import '../shared/needed-node.mjs';
import connectorConfig from '../connector.config.ts';
import { ConfigError } from '../shared/config/explain-faults.ts';
import { addChecks } from './checks.ts';
import { createConnectorApp } from './synthesize.ts';

/** What `cdk` runs: every stage but `local`, or with `-c stage=prod` only that one. Run without the CLI, it writes to `cdk.out` too. */
try {
  const outdir = process.env['CDK_OUTDIR'] ?? 'cdk.out';
  createConnectorApp(connectorConfig, { outdir, prepare: addChecks }).synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
