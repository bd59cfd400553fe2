import type { LocalStack } from '../../tools/local/local-stack.ts';
import type { RunClock } from '../../tools/local/run-clock.ts';
import type { Deployment } from './deployment.ts';
import type { Meter } from './meter.ts';

/** A design that runs, and what it is counted with. */
export interface Stand {
  readonly stack: LocalStack;
  readonly deployment: Deployment;
  readonly meter: Meter;
  readonly clock: RunClock;
  /** Of the first connection. */
  readonly connection: string;
  /** From 0 to below 1. */
  readonly random: () => number;
}
