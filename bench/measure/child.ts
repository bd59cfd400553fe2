import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of a benchmark's own: answers one message with one message, and reports errors instead of dying of them. */
export interface Child {
  readonly process: ChildProcess;
  /** @throws what went wrong there, or that it has ended */
  ask<Answer>(question: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

/** Length of the last output of a process that has ended, in characters. */
const MAX_LAST_WORDS = 2000;

type Reply = { readonly answer: unknown } | { readonly error: string };

/**
 * Starts a module in plain Node, as Lambda would: without the loader and the flags of this process.
 *
 * @param module calls `answerParent`
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
  // Both are read, as Lambda reads them: what a contender logs has its price.
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

  await next(); // that it is ready
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
