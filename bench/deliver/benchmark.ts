import { startCustomerio } from '../customerio/start-customerio.ts';
import type { Benchmark } from '../measure/benchmark.ts';
import { type Durations, measure } from './measure.ts';
import { profileTable } from './profile.ts';
import { BATCH_SIZES, chartsOf, tablesOf, targetsOf } from './results.ts';
import { setUpStand } from './stand.ts';

const DURATIONS: Durations = { warmUpMs: 2000, measuredMs: 700 };
const SMOKE_DURATIONS: Durations = { warmUpMs: 0, measuredMs: 0 };

/** Compares `deliver` with the clients for Customer.io, and with the minimum that sends the same bytes. */
export const deliver: Benchmark = {
  name: 'deliver',
  about: 'throughput and CPU of the function that sends to Customer.io',
  async run({ rounds, isSmoke, hasPeers, onProgress }) {
    const [stand, customerio] = await Promise.all([setUpStand(BATCH_SIZES, hasPeers), startCustomerio()]);
    try {
      const durations = isSmoke ? SMOKE_DURATIONS : DURATIONS;
      const samples = await measure(stand, customerio, durations, rounds, onProgress);
      return {
        tables: [...tablesOf(samples, stand, durations), await profileTable(stand, customerio, durations)],
        targets: targetsOf(samples, hasPeers),
        charts: chartsOf(samples, stand),
      };
    } finally {
      await Promise.all([stand.stop(), customerio.stop()]);
    }
  },
};
