import { cost } from './cost/benchmark.ts';
import { deliver } from './deliver/benchmark.ts';
import type { Benchmark } from './measure/benchmark.ts';
import { path } from './path/benchmark.ts';
import { receive } from './receive/benchmark.ts';
import { wave } from './wave/benchmark.ts';

/** All benchmarks, in the order in which they run and are reported. */
export const BENCHMARKS: readonly Benchmark[] = [deliver, receive, path, cost, wave];
