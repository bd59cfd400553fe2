import type { Drain } from './drain.ts';
import type { Latency } from './latency.ts';

/** How much is measured. */
export interface Sizes {
  /** Webhooks a second, rising. */
  readonly rates: readonly number[];
  /** Of each rate, in each round. */
  readonly seconds: number;
  /** Webhooks before them, so that the code of all processes is compiled. */
  readonly warmUp: number;
  /** Webhooks in the queue, each ten times as many as the one before. */
  readonly backlogs: readonly number[];
  readonly deadLetters: number;
}

/** Samples of each round, by what was varied. */
export interface PathSamples {
  readonly latencies: ReadonlyMap<number, readonly Latency[]>;
  readonly drains: ReadonlyMap<number, readonly Drain[]>;
  readonly replaysMs: readonly number[];
}
