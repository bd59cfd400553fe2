import { fileURLToPath } from 'node:url';
import { LOCAL_STAGE } from '../../../shared/config/local-stage.ts';
import { resolveConfig } from '../../../shared/config/resolve.ts';
import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import { EVENT_NAMES } from '../../../shared/purchasely/events.ts';
import { toObject } from '../../../shared/purchasely/to-object.ts';
import { type NamedWebhook, readAll } from '../base/read-webhooks.ts';
import { type AddCommand, type CliContext, EXIT, type ExitCode } from '../base/session.ts';
import { UsageError } from '../base/usage-error.ts';
import { composeWebhook } from '../send/compose-webhook.ts';
import { type CollectedChange, collectChanges } from './collect-changes.ts';
import { loadConfigAt } from './config-at-ref.ts';
import { changesPeople, describeComparison } from './describe-changes.ts';

interface DiffOptions {
  readonly from: string;
  readonly webhooks?: readonly string[];
  readonly stage: string;
  readonly values?: boolean;
  readonly json?: boolean;
}

const ABOUT = [
  'Shows the effect at Customer.io of a change of connector.config.ts, as a table for the pull request. Both configurations are ' +
    'tried on the same webhooks, each alone, with the code of this checkout. Nothing is sent. An event or attribute that only ' +
    'changes its name counts as renamed.',
  'The configuration of --from comes from git and is executed: use commits that you trust.',
].join('\n\n');

const END = `
Without --webhooks, uses the samples of tools/local/samples, and a made-up
webhook for every other event. Shows values of webhooks only with --values: keep
real ones out of pull requests.

Exit code: 0 no change, 1 a change, 2 not compared (wrong usage, unknown commit,
a mistake in a configuration). So a build with this command fails on any change.

Examples:
  npm run diff -- --from origin/main
  npm run diff -- --from HEAD --values
  npm run --silent diff -- --from origin/main --json
  npm run diff -- --from origin/main --webhooks tools/local/samples`;

export const addDiff: AddCommand = (program, context, onEnd) => {
  program
    .command('diff')
    .summary('show the effect of a change of connector.config.ts')
    .description(ABOUT)
    .requiredOption('--from <ref>', 'compare with the configuration of this commit, branch or tag')
    .option('--webhooks <path...>', 'files or folders with webhooks to compare with')
    .option('--stage <name>', 'stage of connector.config.ts, part of the names of secrets', LOCAL_STAGE)
    .option('--values', 'show an example value of each attribute')
    .option('--json', 'print one JSON object; call with `npm run --silent`')
    .addHelpText('after', END)
    .action(async (options: DiffOptions) => onEnd(await diff(options, context).catch(cannotTell)));
};

async function diff(options: DiffOptions, context: CliContext): Promise<ExitCode> {
  const { terminal, interrupted, root, nowMs } = context;
  const { config, commit } = await loadConfigAt(options.from, root, context.configFile());
  const before = resolve(config, options.stage, `at ${options.from}`);
  const after = resolve(await context.loadConfig(), options.stage, 'in this checkout');
  const webhooks =
    options.webhooks === undefined
      ? await defaultWebhooks(nowMs)
      : await readAll(options.webhooks, () => terminal.readInput(interrupted));

  const changes = await collectChanges(before, after, webhooks, nowMs);
  if (options.json) {
    const sides = {
      from: { ref: options.from, commit, mappingVersion: before.mappingVersion },
      to: { mappingVersion: after.mappingVersion },
    };
    const shown = changes.map((change) => (options.values ? change : withoutValues(change)));
    const resync = changes.some(changesPeople);
    await terminal.print(JSON.stringify({ ...sides, webhooks: webhooks.length, resync, changes: shown }));
  } else {
    const comparison = {
      from: `${options.from} (${commit})`,
      webhooks: webhooks.length,
      changes,
      isOther: before.mappingVersion !== after.mappingVersion,
    };
    for (const line of describeComparison(comparison, options.values ?? false)) await terminal.print(line);
  }
  return changes.length === 0 ? EXIT.ok : EXIT.problems;
}

/** Turns any error into a UsageError, whose exit code differs from that of a change. */
function cannotTell(error: unknown): never {
  if (error instanceof UsageError) throw error;
  throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
}

function withoutValues({ before, after, ...change }: CollectedChange) {
  return {
    ...change,
    ...(before && { before: { name: before.name } }),
    ...(after && { after: { name: after.name } }),
  };
}

/** @throws {UsageError} with the faults and their place */
function resolve(config: unknown, stage: string, where: string): ResolvedConfig {
  try {
    return resolveConfig(config, stage);
  } catch (error) {
    throw new UsageError(`${where}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

const SAMPLES = fileURLToPath(new URL('../../local/samples', import.meta.url));

/** Returns at least one webhook of every event: the samples, and a made-up webhook of each event without a sample. */
export async function defaultWebhooks(nowMs: number): Promise<NamedWebhook[]> {
  const samples = await readAll([SAMPLES], async () => '');
  const covered = new Set(samples.map(({ text }) => toObject(text)?.['event_name']));
  const madeUp = EVENT_NAMES.filter((name) => !covered.has(name)).map((name) => {
    const occasion = { eventId: name, nowMs, environment: 'PRODUCTION', userId: 'user-1' };
    return { name: `${name}, made up`, text: JSON.stringify(composeWebhook(name, occasion)) };
  });
  return [...samples, ...madeUp];
}
