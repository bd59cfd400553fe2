import { parsePositive } from '../tools/cli/base/parse-count.ts';
import { createRoot, runProgram } from '../tools/cli/base/run-program.ts';
import { EXIT, type ExitCode, type ProgramContext } from '../tools/cli/base/session.ts';
import { table } from '../tools/cli/base/tables.ts';
import { UsageError } from '../tools/cli/base/usage-error.ts';
import { BENCHMARKS } from './benchmarks.ts';
import type { Benchmark } from './measure/benchmark.ts';
import { installPeers } from './peers.ts';
import { describeReport } from './report/describe.ts';
import { createReport } from './report/report.ts';

const ABOUT = [
  'Measures the connector beside what a user would pick instead, and beside the least that could do the job. Every figure is ' +
    'the median of all rounds, and the contenders take turns: compare figures of one run, never of two.',
  'The packages it compares with are not the product’s: the first run installs them, in bench/. Wants a machine with nothing ' +
    'else to do.',
].join('\n\n');

const ROUNDS = 5;

interface Options {
  readonly rounds: number;
  readonly smoke?: boolean;
  readonly peers: boolean;
  readonly publish?: boolean;
  readonly json?: boolean;
}

export function runBench(args: readonly string[], context: ProgramContext): Promise<ExitCode> {
  return runProgram(args, context, (onEnd) => createProgram(context, onEnd));
}

function createProgram(context: ProgramContext, onEnd: (code: ExitCode) => void) {
  const names = BENCHMARKS.map(({ name }) => name);
  return createRoot('npm run bench --', context.terminal)
    .description(ABOUT)
    .argument('[part...]', `which of ${names.join(', ')} (default: all)`)
    .option('--rounds <n>', 'rounds of each measurement', parsePositive, ROUNDS)
    .option('--smoke', 'one round of next to nothing: shows that the benchmarks work, and measures nothing')
    .option('--no-peers', 'without the packages it compares with: only the connector, and the floors')
    .option('--publish', 'write results, tables and charts to .local/bench/')
    .option('--json', 'for scripts, with `npm run --silent`: the results as one JSON object')
    .addHelpText('after', help())
    .action(async (parts: string[], options: Options) => onEnd(await bench(parts, options, context)));
}

function help(): string {
  const parts = table(BENCHMARKS.map(({ name, about }) => [`  ${name}`, about])).join('\n');
  return `
Parts:
${parts}

Exit code: 0 measured, whatever the figures say; 2 wrong usage. The contenders:
bench/README.md.

Examples:
  npm run bench
  npm run bench -- deliver receive
  npm run bench -- --smoke --no-peers`;
}

async function bench(parts: readonly string[], options: Options, context: ProgramContext): Promise<ExitCode> {
  const { rounds, smoke: isSmoke = false, peers: hasPeers, publish: isPublished, json } = options;
  const benchmarks = chosen(parts);
  if (isPublished && (isSmoke || !hasPeers || benchmarks.length < BENCHMARKS.length)) {
    throw new UsageError('--publish: what is published is a whole run, without --smoke, --no-peers or parts');
  }
  const { terminal } = context;
  if (hasPeers) await installPeers(terminal.note);

  const report = await createReport(benchmarks, {
    rounds: isSmoke ? 1 : rounds,
    isSmoke,
    hasPeers,
    onProgress: (line) => terminal.progress(line),
  });
  const text = json ? JSON.stringify(report, undefined, 2) : describeReport(report);
  for (const line of text.split('\n')) await terminal.print(line);
  if (isPublished) {
    const { publish } = await import('./report/publish.ts');
    for (const path of publish(report)) terminal.note(`written: ${path}`);
  }
  return EXIT.ok;
}

/** @throws {UsageError} naming a part that does not exist */
function chosen(parts: readonly string[]): readonly Benchmark[] {
  const unknown = parts.find((part) => !BENCHMARKS.some(({ name }) => name === part));
  if (unknown !== undefined) {
    throw new UsageError(`${unknown}: not one of ${BENCHMARKS.map(({ name }) => name).join(', ')}`);
  }
  return parts.length === 0 ? BENCHMARKS : BENCHMARKS.filter(({ name }) => parts.includes(name));
}
