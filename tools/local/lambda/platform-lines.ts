import type { ThrownError } from './function-process.ts';
import type { Invocation } from './invocation.ts';

type Failed = Exclude<Invocation, { readonly kind: 'result' }>;

/** Fields of `platform.report` for a failed invocation. */
const ENDINGS = {
  timeout: { status: 'timeout' },
  crash: { status: 'error', errorType: 'Runtime.ExitError' },
} as const;

/**
 * Returns the log line that Lambda adds for a failed invocation, with JSON logging and the system log level WARN.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report
 */
export function platformReport(
  requestId: string,
  ended: Failed,
  metrics: { readonly durationMs: number; readonly memorySizeMB: number },
): string {
  const ending =
    ended.kind === 'error' ? { status: 'error', errorType: ended.error.errorType } : ENDINGS[ended.kind];
  return JSON.stringify({
    time: new Date().toISOString(),
    type: 'platform.report',
    record: { requestId, metrics, ...ending },
  });
}

/**
 * Returns the log line of Lambda's runtime for an error that a handler has thrown.
 *
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client `src/LogPatch.js`
 */
export function runtimeError(requestId: string, error: ThrownError): string {
  return JSON.stringify({
    timestamp: new Date().toISOString(),
    level: 'ERROR',
    requestId,
    message: error,
  });
}
