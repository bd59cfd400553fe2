import { LOCAL_STAGE } from '../../../shared/config/local-stage.ts';
import { resolveConfig } from '../../../shared/config/resolve.ts';
import { BATCH_SIZE } from '../../../shared/messages/timing.ts';
import { PROPERTY_NAMES } from '../../../shared/purchasely/properties.ts';
import { chooseConnection } from '../base/choose-connection.ts';
import { readAll, STANDARD_INPUT } from '../base/read-webhooks.ts';
import { type AddCommand, type CliContext, EXIT, type ExitCode } from '../base/session.ts';
import { describePreview } from './describe-preview.ts';
import { previewWebhooks } from './preview-webhooks.ts';
import { readState } from './read-state.ts';

interface PreviewOptions {
  readonly connection?: string;
  readonly stage: string;
  readonly state?: string;
  readonly json?: boolean;
}

const ABOUT =
  'Shows what Customer.io would get for webhooks with the configuration of this checkout, and why every attribute has its ' +
  'value. Runs the code of deliver up to the request: sends nothing and needs no stage. Webhooks given together are ' +
  `one batch, above ${BATCH_SIZE} several. Prints the effect of each webhook, then each person after all webhooks: the sum of ` +
  'their purchases.';

const END = `
A file holds one webhook, a list, or one per line. Values are not masked: keep
real ones out of tickets.

Exit code: 0 done, 1 a webhook would become a dead letter, 2 wrong usage or a
mistake in connector.config.ts.

Examples:
  npm run preview -- tools/local/samples/trial-started.json
  npm run preview -- tools/local/samples
  npm run preview -- - < tools/local/samples/trial-started.json
  npm run --silent preview -- tools/local/samples --json`;

export const addPreview: AddCommand = (program, context, onEnd) => {
  program
    .command('preview')
    .summary('show what Customer.io would get for webhooks, and why')
    .description(ABOUT)
    .argument('[file...]', `files or folders with webhooks (default ${STANDARD_INPUT}: standard input)`)
    .option('--connection <name>', 'connection of the webhooks (default: the only one)')
    .option('--stage <name>', 'stage of connector.config.ts, part of the names of secrets', LOCAL_STAGE)
    .option('--state <file>', 'people known before: output of this command or of `people show`, with --json')
    .option('--json', 'print one JSON object; call with `npm run --silent`')
    .addHelpText('after', END)
    .action(async (files: string[], options: PreviewOptions) =>
      onEnd(await preview(files, options, context)),
    );
};

async function preview(
  files: readonly string[],
  { stage, json, state, ...options }: PreviewOptions,
  { loadConfig, terminal, interrupted, nowMs }: CliContext,
): Promise<ExitCode> {
  const config = resolveConfig(await loadConfig(), stage);
  const connection = chooseConnection(config, options.connection);
  const paths = files.length === 0 ? [STANDARD_INPUT] : files;
  const webhooks = await readAll(paths, () => terminal.readInput(interrupted));
  const known = state === undefined ? [] : readState(state);
  const { requests, ...rest } = await previewWebhooks(webhooks, config, connection, nowMs, known);

  const on = new Set(config.connections[connection]?.userProperties.map(([property]) => property));
  const off = PROPERTY_NAMES.filter((name) => !on.has(name));
  if (json) {
    const posts = requests.map(({ workspace, body }) => ({
      workspace: workspace.secret.name,
      region: workspace.region,
      body: JSON.parse(body),
    }));
    await terminal.print(JSON.stringify({ stage, connection, ...rest, off, requests: posts }));
  } else {
    for (const line of describePreview({ requests, ...rest }, off)) await terminal.print(line);
  }
  return rest.webhooks.some(({ outcome }) => outcome.kind === 'dead-letters') ? EXIT.problems : EXIT.ok;
}
