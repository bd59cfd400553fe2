import { useProxies } from '../stage/proxy.ts';
import { EXIT, type ExitCode, type ProgramContext } from './session.ts';
import { createTerminal } from './terminal.ts';

/** Runs the command line of this process and sets its exit code. */
export async function runProcess(
  run: (args: readonly string[], context: ProgramContext) => Promise<ExitCode>,
): Promise<void> {
  useProxies();
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      // A second signal ends the process at once. Messages it has hidden become visible again after SQS's visibility
      // timeout.
      process.once(signal, () => process.exit(EXIT.interrupted));
      interruption.abort();
    });
  }
  // If the reader closes the pipe, as `head` does, the command stops as after Ctrl-C.
  process.stdout.on('error', () => interruption.abort());

  process.exitCode = await run(process.argv.slice(2), {
    terminal: createTerminal(process),
    interrupted: interruption.signal,
  });
}
