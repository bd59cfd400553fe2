import '../../shared/needed-node.mjs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import connectorConfig from '../../connector.config.ts';
import { ConfigError } from '../../shared/config/explain-faults.ts';
import { visible } from '../../shared/visible.ts';

import { findObstacle } from './find-obstacle.ts';

/** Runs `cdk`, after checking that it can start. */
const args = process.argv.slice(2);
const obstacle = await findObstacle(args, connectorConfig, qualifier()).catch((error: unknown) => {
  if (error instanceof ConfigError) return undefined; // the app reports it
  throw error;
});
if (obstacle === undefined) {
  process.exitCode = await runCdk();
} else {
  console.error(visible(obstacle));
  process.exitCode = 1;
}

/** @returns the exit code of `cdk` */
async function runCdk(): Promise<number> {
  const cdk = fileURLToPath(import.meta.resolve('aws-cdk/bin/cdk'));
  // The version of `cdk` is pinned. Its advice to upgrade is hidden, because the newest version may not fit the
  // library.
  const env = { ...process.env, CDK_DISABLE_VERSION_CHECK: '1' };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {}); // `cdk` gets these signals too, and ends first
  const child = spawn(process.execPath, [cdk, ...args], { stdio: 'inherit', env });
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}

/** Returns the qualifier of the bootstrap that the stacks use. */
function qualifier(): string {
  const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
  return context['@aws-cdk/core:bootstrapQualifier'] ?? 'hnb659fds';
}
