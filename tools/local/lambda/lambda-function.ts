import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ClockReading } from '../run-clock.ts';
import type { FunctionResource } from '../template/read-template.ts';
import type { FunctionMessage, InvokeMessage, RunnerMessage } from './function-process.ts';
import type { Invocation } from './invocation.ts';
import { platformReport, runtimeError } from './platform-lines.ts';
import type { ProcessUsage } from './process-usage.ts';

export interface LambdaFunction {
  /**
   * Runs the handler in a free execution environment, or in a new one. At `maxEnvironments` it waits for a free one.
   */
  invoke(event: unknown): Promise<Invocation>;
  /**
   * Returns what each execution environment has used since it started. Leaves out environments that are running an
   * invocation.
   */
  usage(): Promise<ProcessUsage[]>;
  /** Kills all environments at once, even during an invocation. Later invocations start new ones. */
  kill(): void;
  /** Signals the environments that are running an invocation: kills them, or suspends them until they time out. */
  signalAtWork(signal: 'SIGKILL' | 'SIGSTOP'): void;
  stop(): Promise<void>;
}

export interface LambdaOptions {
  /** Added to the environment variables of the template. */
  readonly environment: Readonly<Record<string, string>>;
  /** Maximum number of execution environments at the same time. */
  readonly maxEnvironments: number;
  /** Called with each line of the function's log: its own, and those that Lambda adds for failed invocations. */
  readonly onLine: (line: string) => void;
  /**
   * The clock of the run.
   * @default the machine's
   */
  readonly clock?: () => ClockReading;
}

const PROCESS = fileURLToPath(new URL('./function-process.ts', import.meta.url));

/** Creates a function of the stack that runs the real bundle in child processes, with the settings of the template. */
export function createLambdaFunction(resource: FunctionResource, options: LambdaOptions): LambdaFunction {
  const environment = { ...resource.environment, ...options.environment };
  const idle: ChildProcess[] = [];
  const busy = new Set<ChildProcess>();
  const all = new Set<ChildProcess>();
  const waiting: (() => void)[] = [];

  /** Returns undefined if the process was killed before it was ready. */
  async function start(): Promise<ChildProcess | undefined> {
    const clock = options.clock === undefined ? [] : [JSON.stringify(options.clock())];
    const child = fork(PROCESS, [join(resource.directory, 'index.mjs'), ...clock], {
      execArgv: ['--disable-warning=ExperimentalWarning', ...heapLimits(resource.memoryMb, environment)],
      env: environment,
      silent: true,
      serialization: 'json',
    });
    all.add(child);
    child.once('exit', () => {
      all.delete(child);
      waiting.shift()?.(); // a new environment may start in its place
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) readLines(stream, options.onLine);
    }
    const message = await next(child);
    if (message.kind === 'exit' && child.signalCode !== null) return undefined;
    if (message.kind !== 'ready')
      throw new Error(`${resource.logicalId} did not start: ${JSON.stringify(message)}`);
    return child;
  }

  async function acquire(): Promise<ChildProcess | undefined> {
    for (;;) {
      const child = idle.pop();
      if (child?.connected) return child;
      if (child === undefined && all.size < options.maxEnvironments) return start();
      if (child === undefined) await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }

  function release(child: ChildProcess): void {
    if (child.connected) idle.push(child);
    waiting.shift()?.();
  }

  async function invoke(event: unknown): Promise<Invocation> {
    const requestId = randomUUID();
    const startedAtMs = performance.now();
    const invocation = await run(event, requestId);
    if (invocation.kind === 'error') options.onLine(runtimeError(requestId, invocation.error));
    if (invocation.kind !== 'result') {
      const durationMs = performance.now() - startedAtMs;
      options.onLine(platformReport(requestId, invocation, { durationMs, memorySizeMB: resource.memoryMb }));
    }
    return invocation;
  }

  async function run(event: unknown, requestId: string): Promise<Invocation> {
    const child = await acquire();
    if (child === undefined) return { kind: 'crash' };
    const message: InvokeMessage = {
      kind: 'invoke',
      event,
      requestId,
      functionName: resource.logicalId,
      memoryMb: resource.memoryMb,
      deadlineMs: Date.now() + resource.timeoutSeconds * 1000,
      clock: options.clock?.(),
    };
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      child.kill('SIGKILL');
    }, resource.timeoutSeconds * 1000);
    busy.add(child);
    child.send(message, () => {}); // the next line notices a process that has just been killed
    const answer = await next(child);
    busy.delete(child);
    clearTimeout(timer);
    release(child);
    if (answer.kind === 'exit') return isOver ? { kind: 'timeout' } : { kind: 'crash' };
    return answer.kind === 'result' || answer.kind === 'error' ? answer : { kind: 'crash' };
  }

  async function usageOf(child: ChildProcess): Promise<ProcessUsage[]> {
    child.send({ kind: 'measure' } satisfies RunnerMessage, () => {});
    const answer = await next(child);
    return answer.kind === 'usage' ? [answer.usage] : [];
  }

  const kill = () => {
    idle.length = 0;
    for (const child of all) child.kill('SIGKILL');
  };
  return {
    invoke,
    async usage() {
      return (await Promise.all(idle.map(usageOf))).flat();
    },
    kill,
    signalAtWork(signal) {
      for (const child of busy) child.kill(signal);
    },
    async stop() {
      const exits = [...all].map((child) => once(child, 'exit'));
      kill();
      await Promise.all(exits);
    },
  };
}

/**
 * Returns V8's heap limits as Lambda sets them: a tenth of the memory for the young generation, in two halves, and the
 * rest for the old one. If `NODE_OPTIONS` sets one of them, Lambda sets neither.
 *
 * @see https://dev.to/wonderfulsoap/deep-dive-into-aws-lambda-3-official-nodejs-runtime-analysis-43je
 */
export function heapLimits(
  memoryMb: number,
  { NODE_OPTIONS = '' }: Readonly<Record<string, string>>,
): string[] {
  if (/max[-_](?:semi|old)[-_]space[-_]size/.test(NODE_OPTIONS)) return [];
  const youngMb = Math.floor(memoryMb / 10);
  return [`--max-semi-space-size=${Math.floor(youngMb / 2)}`, `--max-old-space-size=${memoryMb - youngMb}`];
}

/**
 * Splits a stream into lines. `node:readline` would also split at U+2028 and U+2029, which JSON strings may contain.
 */
function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  // A killed process may leave a line without a line break.
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}

/** Resolves with the next message of a process, or with `exit` when it ends. */
function next(child: ChildProcess): Promise<FunctionMessage | { readonly kind: 'exit' }> {
  return new Promise((resolve) => {
    const onMessage = (message: unknown) => settle(message as FunctionMessage);
    const onExit = () => settle({ kind: 'exit' });
    function settle(message: FunctionMessage | { readonly kind: 'exit' }) {
      child.off('message', onMessage).off('exit', onExit);
      resolve(message);
    }
    child.once('message', onMessage).once('exit', onExit);
    if (child.exitCode !== null || child.signalCode !== null) onExit();
  });
}
