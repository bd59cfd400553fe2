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
  'Compares the connector with its alternatives, and with the minimum that does the job. Every figure is ' +
    'the median of all rounds, in which the contenders take turns. Compare only figures of the same run.',
  'The first run installs the packages to compare with in bench/. Use a machine without other ' + 'load.',
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
    .argument('[part...]', `${names.join(', ')} (default: all)`)
    .option('--rounds <n>', 'rounds of each measurement', parsePositive, ROUNDS)
    .option('--smoke', 'run one tiny round, to check that the benchmarks work; figures mean nothing')
    .option('--no-peers', 'run only the connector and the floors, without other packages')
    .option('--publish', 'write results, tables and charts to .local/bench/')
    .option('--json', 'print the results as one JSON object; call with `npm run --silent`')
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
    throw new UsageError('--publish needs a whole run, without --smoke, --no-peers or parts');
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

/** Returns the chosen benchmarks. @throws {UsageError} with the name of a part that does not exist */
function chosen(parts: readonly string[]): readonly Benchmark[] {
  const unknown = parts.find((part) => !BENCHMARKS.some(({ name }) => name === part));
  if (unknown !== undefined) {
    throw new UsageError(`${unknown}: not one of ${BENCHMARKS.map(({ name }) => name).join(', ')}`);
  }
  return parts.length === 0 ? BENCHMARKS : BENCHMARKS.filter(({ name }) => parts.includes(name));
}
