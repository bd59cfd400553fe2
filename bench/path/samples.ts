import type { Drain } from './drain.ts';
import type { Latency } from './latency.ts';

/** Sizes of the measurements. */
export interface Sizes {
  /** Webhooks per second, ascending. */
  readonly rates: readonly number[];
  /** Duration of each rate in each round. */
  readonly seconds: number;
  /** Number of first webhooks, which let all processes compile their code. */
  readonly warmUp: number;
  /** Sizes of backlogs in webhooks, each ten times the previous one. */
  readonly backlogs: readonly number[];
  readonly deadLetters: number;
}

/** Samples of each round, by rate, backlog or number of dead letters. */
export interface PathSamples {
  readonly latencies: ReadonlyMap<number, readonly Latency[]>;
  readonly drains: ReadonlyMap<number, readonly Drain[]>;
  readonly replaysMs: readonly number[];
}
