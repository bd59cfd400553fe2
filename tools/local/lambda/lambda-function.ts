import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ClockReading } from '../run-clock.ts';
import type { FunctionResource } from '../template/read-template.ts';
import type { FunctionMessage, InvokeMessage, RunnerMessage, ThrownError } from './function-process.ts';
import { platformReport, runtimeError } from './platform-lines.ts';
import type { ProcessUsage } from './process-usage.ts';

/** How an invocation ended. `timeout` and `crash` end the execution environment, as in Lambda. */
export type Invocation =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly error: ThrownError }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'crash' };

export interface LambdaFunction {
  /** Runs the handler in a free execution environment, or a new one, or waits for one. */
  invoke(event: unknown): Promise<Invocation>;
  /** What each execution environment has used since it started. For when none is at work: those are left out. */
  usage(): Promise<ProcessUsage[]>;
  /** Ends the environments that are running, in the middle of whatever they do. Later invocations start new ones. */
  kill(): void;
  /** Kills the environments that are at work, or stops them where they are until their time is over. */
  signalAtWork(signal: 'SIGKILL' | 'SIGSTOP'): void;
  stop(): Promise<void>;
}

export interface LambdaOptions {
  /** Set on top of the function's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Execution environments that may exist at once. */
  readonly maxEnvironments: number;
  /** Each line of the function's log: what it writes, and what Lambda writes of an invocation that does not end well. */
  readonly onLine: (line: string) => void;
  /**
   * What the clock of the run shows.
   * @default the machine's
   */
  readonly clock?: () => ClockReading;
}

const PROCESS = fileURLToPath(new URL('./function-process.ts', import.meta.url));

/** A function of the stack: its real bundle, in processes of its own, with the settings of the template. */
export function createLambdaFunction(resource: FunctionResource, options: LambdaOptions): LambdaFunction {
  const environment = { ...resource.environment, ...options.environment };
  const idle: ChildProcess[] = [];
  const busy = new Set<ChildProcess>();
  const all = new Set<ChildProcess>();
  const waiting: (() => void)[] = [];

  /** Nothing if it was killed before it was ready. */
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
      waiting.shift()?.(); // its place is free
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
    child.send(message, () => {}); // one that has just been killed is noticed in the next line
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
 * How large V8 lets the heap become: as Lambda starts Node, a tenth of the memory for what is young, in two halves, and
 * the rest for what is old. A function whose `NODE_OPTIONS` set one of them gets neither.
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

/** Not `node:readline`, which also breaks a line at U+2028 and U+2029: JSON may have them in a text. */
function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  // The last words of a process that was killed.
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}

/** The next thing that a process says, or that it is gone. */
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
