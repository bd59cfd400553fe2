import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of a benchmark. It answers each message with one message, and reports errors instead of exiting. */
export interface Child {
  readonly process: ChildProcess;
  /** @throws the error of the process, or if it has ended */
  ask<Answer>(question: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

/** Maximum length of the last output of an ended process, in characters. */
const MAX_LAST_WORDS = 2000;

type Reply = { readonly answer: unknown } | { readonly error: string };

/**
 * Starts a module in plain Node.js, as Lambda does, without the loader and flags of this process.
 *
 * @param module path of a module that calls `answerParent`
 */
export async function startChild(
  module: string,
  {
    env = {},
    args = [],
    execArgv = [],
  }: { env?: NodeJS.ProcessEnv; args?: string[]; execArgv?: string[] } = {},
): Promise<Child> {
  const options: ForkOptions = { env, execArgv, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] };
  const child = fork(module, args, options);
  // Reads both streams, as Lambda does, because logging costs time.
  child.stdout?.resume();
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    lastWords = (lastWords + chunk).slice(-MAX_LAST_WORDS);
  });

  async function next(): Promise<Reply> {
    const ended = new AbortController();
    try {
      const [reply] = await Promise.race([
        once(child, 'message', { signal: ended.signal }),
        once(child, 'close', { signal: ended.signal }).then(([code, signal]) => {
          throw new Error(`${module} has ended: ${signal ?? code}\n${lastWords}`.trimEnd());
        }),
      ]);
      return reply;
    } finally {
      ended.abort();
    }
  }

  await next(); // its ready message
  return {
    process: child,
    async ask<Answer>(question: unknown) {
      child.send({ question });
      const reply = await next();
      if ('error' in reply) throw new Error(reply.error);
      return reply.answer as Answer;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
