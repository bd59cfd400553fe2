import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { METRICS_NAMESPACE } from '../../shared/metrics.ts';
import { bundleModule } from './bundle.ts';
import { startChild } from './child.ts';
import type { FunctionQuestion, Invocations, Spent } from './function-child.ts';

/** An execution environment before it loads a bundle. */
export interface Lambda {
  /**
   * Imports a bundle.
   *
   * @param until `imported`, or `ready` once it has read its secrets
   */
  start(bundle: string, until: 'imported' | 'ready'): Promise<Spent>;
  /** @throws if an answer differs from the expected one */
  invoke(invocations: Invocations): Promise<Spent>;
  stop(): Promise<void>;
}

/** Variables of Lambda. No request is sampled for a trace, as almost none is in a busy function. */
const ENVIRONMENT = {
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  LAMBDA_TASK_ROOT: '/var/task',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_SESSION_TOKEN: 'bench',
  _X_AMZN_TRACE_ID: 'Root=1-5f3c1e1e-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=0',
  POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
};

/** Maximum heap of the functions in Lambda, in megabytes. */
const MAX_HEAP_MB = 512;

/**
 * Returns a function that starts execution environments.
 *
 * @param directory folder for files
 */
export async function createLambda(directory: string): Promise<(env: NodeJS.ProcessEnv) => Promise<Lambda>> {
  const own = join(directory, 'lambda');
  mkdirSync(own);
  // Bundled, because a TypeScript loader would count as memory of the function.
  const child = await bundleModule(fileURLToPath(new URL('function-child.ts', import.meta.url)), own);
  return async (env) => {
    const execArgv = [`--max-old-space-size=${MAX_HEAP_MB}`];
    const process = await startChild(child, { execArgv, env: { ...ENVIRONMENT, ...env } });
    const ask = (question: FunctionQuestion) => process.ask<Spent>(question);
    return {
      start: (bundle, until) => ask({ kind: 'start', bundle, untilReady: until === 'ready' }),
      invoke: (invocations) => ask({ kind: 'invoke', invocations }),
      stop: () => process.stop(),
    };
  };
}
