import { rmSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { parsePositive } from '../cli/base/parse-count.ts';
import { createRoot, runProgram } from '../cli/base/run-program.ts';
import { EXIT, type ExitCode, type ProgramContext } from '../cli/base/session.ts';
import { UsageError } from '../cli/base/usage-error.ts';
import { TIMESTAMPS, type Timestamps } from '../track-api/store.ts';
import { describeTrial, mutantsNamed, type Trial, tryMutants } from './mutants/self-test.ts';
import { type CampaignOptions, type PreparedCampaign, prepare, runAndJudge } from './prepare.ts';
import { describeSummary, hasCases, neverStruck } from './report.ts';

const ABOUT = [
  'Shows that faults neither lose nor duplicate events. Generates subscribers, delivers their webhooks through the stage on ' +
    'this machine while faults strike every connection, and compares the final state of Customer.io with what the generator ' +
    'expects of every webhook and every person. docs/guarantees.md explains the result.',
  'The run has its own clock: forty days take minutes. The same seed gives the same subscribers and the same plan of ' +
    'faults. Which call a fault affects also depends on the scheduling of processes.',
].join('\n\n');

const EXAMPLES = `
Exit code: 0 all checks are 0, 1 a check is not, 2 wrong usage.

Examples:
  npm run faults
  npm run faults -- --webhooks 20000 --seed 7
  npm run faults -- --timestamps ignored
  npm run faults -- --self-test`;

interface Options {
  readonly webhooks?: number;
  readonly seed: number;
  readonly remembers?: number;
  readonly timestamps: Timestamps;
  readonly selfTest?: boolean;
  readonly mutant?: string;
  readonly json?: boolean;
}

const WEBHOOKS = 2_000;
const WEBHOOKS_PER_STRIKE = 500;
/** More strikes would prove little, and each takes seconds. */
const MAX_STRIKES = 25;
/** Few webhooks and many faults, because in each campaign the mistake has to meet the fault that reveals it. */
const SELF_TEST = { webhooks: 400, strikes: 4 };

export function runFaults(args: readonly string[], context: ProgramContext): Promise<ExitCode> {
  return runProgram(args, context, (onEnd) => createProgram(context, onEnd));
}

function createProgram(context: ProgramContext, onEnd: (code: ExitCode) => void): Command {
  return createRoot('npm run faults --', context.terminal)
    .description(ABOUT)
    .option(
      '--webhooks <n>',
      `webhooks to generate, roughly (default: ${WEBHOOKS}, with --self-test ${SELF_TEST.webhooks}; some mutants take more)`,
      parsePositive,
    )
    .addOption(
      new Option('--seed <n>', 'repeat subscribers and plan of faults of an earlier run')
        .argParser(parsePositive)
        .default(1 + (Date.now() % 1_000_000), 'a random one'),
    )
    .option(
      '--remembers <hours>',
      'time for which Customer.io ignores repeats (default: forever)',
      parsePositive,
    )
    .addOption(
      new Option(
        '--timestamps <how>',
        'which of two writes of an attribute wins at Customer.io: the newer one, with equal seconds the later (honoured) or the earlier (strict); or the one that arrives last (ignored)',
      )
        .choices(TIMESTAMPS)
        .default('strict'),
    )
    .option(
      '--self-test',
      'run a campaign against each broken connector (mutant), and report undetected ones',
    )
    .option('--mutant <text>', 'with --self-test: only mutants whose name contains this')
    .option('--json', 'print JSON on stdout, the rest on stderr; call with `npm run --silent`')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) =>
      onEnd(await (options.selfTest ? selfTest : campaign)(options, context)),
    );
}

async function campaign(options: Options, context: ProgramContext): Promise<ExitCode> {
  const { webhooks = WEBHOOKS, seed, remembers: remembersHours, timestamps, mutant } = options;
  if (mutant !== undefined) throw new UsageError('--mutant needs --self-test');
  const strikes = Math.min(MAX_STRIKES, Math.ceil(webhooks / WEBHOOKS_PER_STRIKE));
  return withPrepared({ webhooks, seed, strikes, remembersHours, timestamps }, context, async (prepared) => {
    const { summary, verdict } = await runAndJudge(prepared, context);
    const missing = webhooks < WEBHOOKS ? [] : neverStruck(summary).map((kind) => `Never struck: ${kind}`);
    const isClean = !hasCases(summary) && missing.length === 0;
    const lines = options.json
      ? [JSON.stringify(summary)]
      : [
          ...describeSummary(summary, verdict),
          '',
          ...missing,
          `Seed ${seed}: ${isClean ? 'clean' : 'NOT clean'}.`,
        ];
    for (const line of lines) await context.terminal.print(line);
    return isClean ? EXIT.ok : EXIT.problems;
  });
}

async function selfTest(options: Options, context: ProgramContext): Promise<ExitCode> {
  const { seed, mutant = '', json, remembers: remembersHours, timestamps } = options;
  const { webhooks = SELF_TEST.webhooks } = options;
  const mutants = mutantsNamed(mutant);
  return withPrepared(
    { ...SELF_TEST, webhooks, seed, remembersHours, timestamps },
    context,
    async (prepared) => {
      const trials: Trial[] = [];
      for await (const trial of tryMutants(mutants, prepared, context)) {
        trials.push(trial);
        if (!json) await context.terminal.print(describeTrial(trial));
      }
      if (json) await context.terminal.print(JSON.stringify({ seed, trials }));
      return trials.every(({ found }) => found) ? EXIT.ok : EXIT.problems;
    },
  );
}

async function withPrepared(
  options: CampaignOptions,
  context: ProgramContext,
  task: (prepared: PreparedCampaign) => Promise<ExitCode>,
): Promise<ExitCode> {
  const prepared = await prepare(options, context);
  try {
    return await task(prepared);
  } finally {
    rmSync(prepared.directory, { recursive: true, force: true });
  }
}
