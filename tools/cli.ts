import { resolve } from 'node:path';
import connectorConfig from '../connector.config.ts';
import { EXIT } from './command/session.ts';
import { createTerminal } from './command/terminal.ts';
import { runDlq } from './program.ts';

/** `npm run dlq`: the commands with this process around them. */
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

process.exitCode = await runDlq(process.argv.slice(2), {
  terminal: createTerminal(process),
  connectorConfig,
  localDirectory: resolve('.local'),
  interrupted: interruption.signal,
});
