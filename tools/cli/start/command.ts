import { InvalidArgumentError } from 'commander';
import { LOCAL_STAGE } from '../../../shared/config/local-stage.ts';
import { isLoopback } from '../../../shared/loopback.ts';
import type { AddCommand } from '../base/session.ts';
import type { StartOptions } from './start.ts';

const ABOUT =
  'Runs the connector on this machine: a synthesized stage with its real bundles and local stand-ins for SQS, ' +
  'Secrets Manager and Customer.io. Posts signed webhooks and reports what reached Customer.io. In a browser, the inspector ' +
  'shows deliveries, posts webhooks, injects faults and replays dead letters: docs/inspector.md';

const END = `
Exit code with --once: 0 every accepted webhook is accounted for, 1 one is not,
2 wrong usage.

Examples:
  npm start
  npm start -- --once --json
  npm start -- --events my-webhook.json
  npm start -- --relay
  npm start -- --relay http://localhost:3000/webhooks/purchasely
  npm start -- --stage prod --template cdk.out/Shop.template.json`;

export const addStart: AddCommand = (program, context, onEnd) => {
  program
    .command('start')
    .summary('run the connector on this machine')
    .description(ABOUT)
    .option(
      '--events <path>',
      'post these webhooks instead of tools/local/samples: a file with one, a list, or one per line; or a folder of such files',
    )
    .option('--stage <name>', 'stage of connector.config.ts to run', LOCAL_STAGE)
    .option(
      '--template <path>',
      'run the stage of a template that your own app has synthesized, such as cdk.out/Shop.template.json ' +
        '(default: synthesize the stage)',
    )
    .option('--once', 'exit when all webhooks are delivered or have failed; without the inspector')
    .option('--json', 'print the totals as one JSON object, everything else on stderr')
    .option('--port <n>', 'port of the webhook URL (default: 3210; with --once any free one)', parsePort)
    .option(
      '--inspector-port <n>',
      'port of the inspector (default: 3212; with --port 0 any free one)',
      parsePort,
    )
    .option(
      '--relay [url]',
      'relay webhooks to your backend on this machine, or without a URL to a stand-in that checks signatures ' +
        '(default: the stand-in if a connection has a relay; the configured backend is never called)',
      parseRelay,
    )
    .addHelpText('after', END)
    .action(async (options: StartOptions) => {
      const { print, note } = context.terminal;
      const say = (...lines: string[]) => {
        for (const line of lines) options.json ? note(line) : void print(line);
      };
      say('Purchasely → Customer.io, on this machine.');
      // Loaded after the first line of output, because loading takes a moment.
      const { start } = await import('./start.ts');
      onEnd(await start(options, context, say));
    });
};

function parseRelay(value: string): URL {
  const url = URL.parse(value);
  if (url !== null && isLoopback(url)) return url;
  throw new InvalidArgumentError('Expected a URL on this machine, such as http://localhost:3000/webhooks.');
}

function parsePort(value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port < 65_536) return port;
  throw new InvalidArgumentError('Expected a port.');
}
