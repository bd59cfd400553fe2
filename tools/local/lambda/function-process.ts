/**
 * One execution environment: loads the bundle named in the arguments and runs its handler, one event at a time. It runs
 * in plain Node, as in Lambda, with only the function's environment variables.
 */
import { pathToFileURL } from 'node:url';
import { type ClockReading, installRunClock } from '../run-clock.ts';
import { type ProcessUsage, readUsage } from './process-usage.ts';

/** Messages from the runner to the process of a function. */
export type RunnerMessage = InvokeMessage | { readonly kind: 'measure' };

export interface InvokeMessage {
  readonly kind: 'invoke';
  readonly event: unknown;
  readonly requestId: string;
  readonly functionName: string;
  readonly memoryMb: number;
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number;
  /** Absent if the function uses the machine's time. */
  readonly clock?: ClockReading;
}

export type FunctionMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly error: ThrownError }
  | { readonly kind: 'usage'; readonly usage: ProcessUsage };

/** An error that a handler has thrown, in the form of Lambda's Node.js runtime. */
export interface ThrownError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace: readonly string[];
}

type Handler = (event: unknown, context: object) => Promise<unknown>;

const [bundle = '', clockReading] = process.argv.slice(2);
// Installed before the bundle is loaded, which fetches secrets and reads the clock while it starts.
const runClock = clockReading === undefined ? undefined : installRunClock(JSON.parse(clockReading));
const { handler } = (await import(pathToFileURL(bundle).href)) as { handler: Handler };

process.on('message', async (message: RunnerMessage) => {
  if (message.kind === 'measure') return tell({ kind: 'usage', usage: readUsage() });
  const { event, requestId, functionName, memoryMb, deadlineMs, clock } = message;
  if (clock !== undefined) runClock?.set(clock);
  try {
    const result = await handler(event, {
      awsRequestId: requestId,
      functionName,
      functionVersion: '$LATEST',
      invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
      memoryLimitInMB: String(memoryMb),
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => deadlineMs - Date.now(),
    });
    tell({ kind: 'result', result });
  } catch (error) {
    tell({ kind: 'error', error: toThrownError(error) });
  }
});
tell({ kind: 'ready' });

function toThrownError(error: unknown): ThrownError {
  if (!(error instanceof Error))
    return { errorType: typeof error, errorMessage: String(error), stackTrace: [] };
  const { name, message, stack = '' } = error;
  return { errorType: name, errorMessage: message, stackTrace: stack.split('\n') };
}

function tell(message: FunctionMessage): void {
  process.send?.(message);
}
