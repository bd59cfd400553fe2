import { useProxies } from '../stage/proxy.ts';
import { EXIT, type ExitCode, type ProgramContext } from './session.ts';
import { createTerminal } from './terminal.ts';

/** Runs the command line of this process, and ends it with the command's exit code. */
export async function runProcess(
  run: (args: readonly string[], context: ProgramContext) => Promise<ExitCode>,
): Promise<void> {
  useProxies();
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      // The second one ends the process at once; SQS then shows again by itself what is hidden.
      process.once(signal, () => process.exit(EXIT.interrupted));
      interruption.abort();
    });
  }
  // A reader that has enough, such as `| head`, ends the command like Ctrl-C.
  process.stdout.on('error', () => interruption.abort());

  process.exitCode = await run(process.argv.slice(2), {
    terminal: createTerminal(process),
    interrupted: interruption.signal,
  });
}
