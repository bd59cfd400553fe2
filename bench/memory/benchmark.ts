import type { Benchmark } from '../measure/benchmark.ts';
import { interleave } from '../measure/interleave.ts';
import { setUpStand } from '../receive/stand.ts';
import { setUpDeliver } from './deliver-stand.ts';
import { toResults } from './results.ts';
import { type Counts, workloads } from './workloads.ts';

const COUNTS: Counts = { warmUp: 1_000, measured: 3_000 };
const SMOKE_COUNTS: Counts = { warmUp: 5, measured: 20 };

/** How long the functions take, and what that costs, with each size of memory. */
export const memory: Benchmark = {
  name: 'memory',
  about: 'duration and price of both functions by memory size, computed from the CPU time they need',
  async run({ rounds, isSmoke, onProgress }) {
    const deliver = await setUpDeliver();
    try {
      const receive = await setUpStand(false);
      try {
        const counts = isSmoke ? SMOKE_COUNTS : COUNTS;
        return toResults(await interleave(workloads(receive, deliver, counts), rounds, onProgress));
      } finally {
        await receive.stop();
      }
    } finally {
      await deliver.stop();
    }
  },
};
