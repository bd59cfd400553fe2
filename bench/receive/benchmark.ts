import type { Benchmark } from '../measure/benchmark.ts';
import { type Counts, measure } from './measure.ts';
import { measureRelay } from './measure-relay.ts';
import { relayTable, relayTargets } from './relay-results.ts';
import { toResults } from './results.ts';
import { setUpStand } from './stand.ts';

const COUNTS: Counts = {
  imports: 10,
  coldStarts: 6,
  warmUp: 1_000,
  turns: 10,
  requestsPerTurn: 300,
  relayedPerTurn: 40,
};
const SMOKE_COUNTS: Counts = {
  imports: 1,
  coldStarts: 1,
  warmUp: 5,
  turns: 2,
  requestsPerTurn: 10,
  relayedPerTurn: 5,
};

/** Compares `receive` with the clients it needs, and with the usual packages of an AWS developer. */
export const receive: Benchmark = {
  name: 'receive',
  about:
    'bundle, cold start, memory and warm requests, also to a backend, of the function that takes the webhooks',
  async run(scale) {
    const stand = await setUpStand(scale.hasPeers);
    try {
      const counts = scale.isSmoke ? SMOKE_COUNTS : COUNTS;
      const measured = await measure(stand, counts, scale.rounds, scale.onProgress);
      const relayed = await measureRelay(stand, counts, scale.rounds, scale.onProgress);
      const { tables, targets, charts } = toResults(stand.contenders, measured, counts, scale);
      return {
        tables: [...tables, relayTable(relayed)],
        targets: [...targets, ...relayTargets(relayed)],
        charts,
      };
    } finally {
      await stand.stop();
    }
  },
};
