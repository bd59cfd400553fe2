import type { Benchmark } from '../measure/benchmark.ts';
import { type Counts, measure } from './measure.ts';
import { toResults } from './results.ts';
import { setUpStand } from './stand.ts';

const COUNTS: Counts = { imports: 10, coldStarts: 6, warmUp: 1_000, turns: 10, requestsPerTurn: 300 };
const SMOKE_COUNTS: Counts = { imports: 1, coldStarts: 1, warmUp: 5, turns: 2, requestsPerTurn: 10 };

/** `receive`, beside the clients it cannot do without and beside what an AWS developer usually reaches for. */
export const receive: Benchmark = {
  name: 'receive',
  about: 'bundle, cold start, memory and warm requests of the function that takes the webhooks',
  async run(scale) {
    const stand = await setUpStand(scale.hasPeers);
    try {
      const counts = scale.isSmoke ? SMOKE_COUNTS : COUNTS;
      const measured = await measure(stand, counts, scale.rounds, scale.onProgress);
      return toResults(stand.contenders, measured, counts, scale);
    } finally {
      await stand.stop();
    }
  },
};
