import '../../shared/needed-node.mjs';
import { HELP, parseCommand, UsageError } from './command.ts';

try {
  const options = parseCommand(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(HELP);
  } else {
    // Loaded after the command line has been checked, because loading takes a moment.
    const { startTrackApi } = await import('./server.ts');
    const { origin, close } = await startTrackApi(options);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, close);
    process.stdout.write(`Track API on ${origin}, controls on ${origin}/__control/. Ctrl-C stops it.\n`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  const isUsage = error instanceof UsageError;
  if (isUsage) process.stderr.write('--help lists the options.\n');
  process.exitCode = isUsage ? 2 : 1;
}
