import { execFileSync } from 'node:child_process';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import type { Benchmark, Results, Scale } from '../measure/benchmark.ts';

/** The results of a run, and the facts that a reader needs to judge them. */
export interface Report {
  /** The command that repeats the run. */
  readonly command: string;
  /** Start time, ISO 8601. */
  readonly date: string;
  /** Commit of the checkout at the start, with `+changes` if there were uncommitted changes. */
  readonly commit: string;
  readonly machine: Machine;
  readonly rounds: number;
  readonly isSmoke: boolean;
  readonly parts: readonly Part[];
}

export interface Part extends Results {
  readonly name: string;
  /** Duration of the measurements in seconds. */
  readonly seconds: number;
}

interface Machine {
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
}

/** Runs the benchmarks one after the other. Returns their report. */
export async function createReport(benchmarks: readonly Benchmark[], scale: Scale): Promise<Report> {
  const begun = { date: new Date().toISOString(), commit: commit() };
  const parts: Part[] = [];
  for (const { name, run } of benchmarks) {
    const startedAtMs = performance.now();
    const results = await run({ ...scale, onProgress: (line) => scale.onProgress(`${name}, ${line}`) });
    parts.push({ name, seconds: Math.round((performance.now() - startedAtMs) / 1000), ...results });
  }
  const { rounds, isSmoke } = scale;
  const names = benchmarks.map(({ name }) => name);
  return { command: commandOf(names, scale), ...begun, machine: machine(), rounds, isSmoke, parts };
}

function commandOf(parts: readonly string[], { rounds, isSmoke, hasPeers }: Scale): string {
  const scale = isSmoke ? '--smoke' : `--rounds ${rounds}`;
  return `npm run bench -- ${parts.join(' ')} ${scale}${hasPeers ? '' : ' --no-peers'}`;
}

function machine(): Machine {
  return {
    system: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}

function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  try {
    const changes = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+changes';
    return `${git('rev-parse', '--short', 'HEAD').trim()}${changes}`;
  } catch {
    return 'unknown'; // an archive without a repository
  }
}
