import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError } from 'commander';
import { createRoot, runProgram } from '../command/run-program.ts';
import { EXIT, type ExitCode, type ProgramContext } from '../command/session.ts';
import { number } from '../command/words.ts';
import { synthesize } from '../local/synthesize.ts';
import campaignConfig from './campaign.config.ts';
import { type CampaignSettings, runCampaign } from './campaign.ts';
import type { NamedState } from './evidence.ts';
import { generateLives } from './lives/generate-lives.ts';
import { buildMutant } from './mutants/build-mutant.ts';
import { MUTANTS } from './mutants/mutants.ts';
import { deliverInOrder } from './reference.ts';
import { describeSummary, isClean, type Summary, summarize } from './report.ts';
import { judge, type Verdict } from './verdict.ts';

const ABOUT = [
  'Shows that faults lose nothing and double nothing. Makes up the lives of subscribers, delivers their webhooks through the ' +
    'stage on this machine while faults strike on every arrow, and compares what is at Customer.io in the end with the same ' +
    'lives delivered in order and without faults. docs/guarantees.md says what that proves.',
  'Time is the run’s own: forty days pass in minutes. The same seed makes the same lives and the same plan of faults; which ' +
    'call a fault meets also depends on how this machine schedules its processes.',
].join('\n\n');

const EXAMPLES = `
Exit code: 0 everything that must be 0 is 0, 1 it is not, 2 wrong usage.

Examples:
  npm run faults
  npm run faults -- --webhooks 20000 --seed 7
  npm run faults -- --self-test`;

interface Options {
  readonly webhooks?: number;
  readonly seed: number;
  readonly selfTest?: boolean;
  readonly mutant?: string;
  readonly json?: boolean;
}

const DEFAULT_WEBHOOKS = 2_000;
/** Few lives, and many faults: a mistake has to meet the fault that shows it, in each campaign. */
const SELF_TEST_WEBHOOKS = 400;
const SELF_TEST_STRIKES = 4;
/** More of each kind would prove little, and each costs seconds of waiting. */
const MAX_STRIKES = 25;
const FROM_MS = Date.parse('2026-03-01T00:00:00Z');
const DAYS = 40;
/** A few webhooks leave most steps empty. */
const stepMinutesFor = (webhooks: number) => (webhooks < 1_000 ? 20 : 10);
const PROGRESS_MS = 1_000;

const DIRECTORY = fileURLToPath(new URL('../../.local/faults', import.meta.url));
const CONFIG = new URL('./campaign.config.ts', import.meta.url);

export function runFaults(args: readonly string[], context: ProgramContext): Promise<ExitCode> {
  return runProgram(args, context, (onEnd) => createProgram(context, onEnd));
}

function createProgram(context: ProgramContext, onEnd: (code: ExitCode) => void): Command {
  return createRoot('npm run faults --', context.terminal)
    .description(ABOUT)
    .option('--webhooks <n>', 'about so many webhooks', parseCount)
    .option(
      '--seed <n>',
      'repeat the lives and the plan of an earlier run',
      parseCount,
      Date.now() % 1_000_000,
    )
    .option(
      '--self-test',
      'break the connector on purpose, in one way after the other: each campaign has to find it',
    )
    .option('--mutant <text>', 'with --self-test: only those whose name contains this')
    .option('--json', 'for scripts, with `npm run --silent`: JSON on stdout, everything else on stderr')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) =>
      onEnd(await (options.selfTest ? selfTest : campaign)(options, context)),
    );
}

async function campaign(options: Options, context: ProgramContext): Promise<ExitCode> {
  const { terminal } = context;
  const webhooks = options.webhooks ?? DEFAULT_WEBHOOKS;
  const strikes = Math.min(MAX_STRIKES, Math.ceil(webhooks / 500));
  const prepared = await prepare(webhooks, strikes, options.seed, context);
  const { summary, verdict } = await run(prepared, prepared.template, context);
  const lines = options.json
    ? [JSON.stringify(summary)]
    : [
        ...describeSummary(summary, verdict),
        '',
        `Seed ${options.seed}: ${isClean(summary) ? 'clean' : 'NOT clean'}.`,
      ];
  for (const line of lines) await terminal.print(line);
  return isClean(summary) ? EXIT.ok : EXIT.problems;
}

async function selfTest(options: Options, context: ProgramContext): Promise<ExitCode> {
  const { terminal } = context;
  const webhooks = options.webhooks ?? SELF_TEST_WEBHOOKS;
  const prepared = await prepare(webhooks, SELF_TEST_STRIKES, options.seed, context);
  const results: { mutant: string; found: boolean; verdict: Summary['verdict'] }[] = [];
  for (const mutant of MUTANTS.filter(({ name }) => name.includes(options.mutant ?? ''))) {
    const directory = join(DIRECTORY, 'mutant');
    rmSync(directory, { recursive: true, force: true });
    terminal.note(`A connector that ${mutant.name}:`);
    const { summary } = await run(prepared, await buildMutant(prepared.template, mutant, directory), context);
    const found = !isClean(summary);
    results.push({ mutant: mutant.name, found, verdict: summary.verdict });
    if (options.json) continue;
    const cases = Object.entries(summary.verdict).filter(([, count]) => count > 0);
    const why = cases.map(([name, count]) => `${name} ${number(count)}`).join(', ');
    await terminal.print(`${found ? 'found' : 'NOT FOUND'}  ${mutant.name}: ${why || 'a clean campaign'}`);
  }
  if (options.json) await terminal.print(JSON.stringify({ seed: options.seed, results }));
  return results.every(({ found }) => found) ? EXIT.ok : EXIT.problems;
}

type Prepared = Omit<CampaignSettings, 'onProgress'> & { readonly reference: readonly NamedState[] };

async function prepare(
  webhooks: number,
  strikes: number,
  seed: number,
  { terminal }: ProgramContext,
): Promise<Prepared> {
  terminal.note(`Seed ${seed}. Synthesizing …`);
  const template = await synthesize('local', join(DIRECTORY, 'cdk.out'), CONFIG);
  const lives = generateLives({ seed, webhooks, fromMs: FROM_MS, days: DAYS });
  const config = campaignConfig;
  terminal.note('Delivering the same lives in order and without faults, to know what should be …');
  const reference = await deliverInOrder({
    template,
    config,
    lives,
    onProgress: (delivered) => terminal.progress(`${number(delivered)} webhooks`),
  });
  const rate = Math.max(0.012, (3 * strikes) / webhooks);
  return { template, config, lives, seed, strikes, rate, stepMinutes: stepMinutesFor(webhooks), reference };
}

async function run(
  { reference, ...settings }: Prepared,
  template: string,
  { terminal, interrupted }: ProgramContext,
): Promise<{ summary: Summary; verdict: Verdict }> {
  terminal.note('Delivering them while faults strike …');
  let toldAtMs = 0;
  const evidence = await runCampaign({
    ...settings,
    template,
    interrupted,
    onProgress: ({ waiting, queued, nowMs }) => {
      if (performance.now() - toldAtMs < PROGRESS_MS) return;
      toldAtMs = performance.now();
      const day = Math.floor((nowMs - FROM_MS) / 86_400_000) + 1;
      terminal.progress(`day ${day}: ${number(waiting)} to come, ${number(queued)} in the queue`);
    },
  });
  const verdict = judge(settings.lives, reference, evidence);
  return { summary: summarize(settings.seed, evidence, verdict), verdict };
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError('Expected a whole number above 0.');
  return count;
}
