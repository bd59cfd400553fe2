import { parseArgs } from 'node:util';

const HELP = `Runs the connector on this machine: the synthesized stage \`local\` with its real bundles, against local stand-ins
for SQS, Secrets Manager and Customer.io. Posts signed webhooks and tells what reached Customer.io. A page in the
browser, the inspector, shows it live, posts webhooks, switches faults on and replays dead letters: docs/inspector.md

Usage: npm start -- [options]

  --events FILE|DIR   webhooks to post instead of the samples in tools/local/samples
  --once              exit when all of them have come to their end; starts no inspector
  --json              the last line is one JSON object of totals; everything else goes to stderr
  --port N            port of the webhook URL (default 3210; with --once any free one)
  --inspector-port N  port of the inspector (default 3212; with --port 0 any free one)
  --help              this text

Exit code with --once: 0 if every accepted webhook is accounted for, 1 if not, 2 for wrong usage.

Examples:
  npm start
  npm start -- --once --json
  npm start -- --events my-webhook.json
`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      events: { type: 'string' },
      once: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      port: { type: 'string' },
      'inspector-port': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const port = readPort('--port', values.port);
  const inspectorPort = readPort('--inspector-port', values['inspector-port']);
  return { ...values, port, inspectorPort };
}

function readPort(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Error(`${option}: expected a port, not ${value}`);
}

try {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(HELP);
  } else {
    const say = (text: string) => (options.json ? process.stderr : process.stdout).write(`${text}\n`);
    say('Purchasely → Customer.io, on this machine.');
    // Loaded after the first word, because it takes a moment.
    const { run } = await import('./run.ts');
    process.exitCode = await run(options, say);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  const isUsage =
    error instanceof Error &&
    (('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) || error.message.startsWith('--'));
  if (isUsage) process.stderr.write('npm start -- --help tells the options.\n');
  process.exitCode = isUsage ? 2 : 1;
}
