import { seededRandom } from '../../tools/track-api/seeded-random.ts';
import type { Benchmark, Scale } from '../measure/benchmark.ts';
import { interleave } from '../measure/interleave.ts';
import { measureDrain, startBacklog } from './drain.ts';
import { measureLatency } from './latency.ts';
import { measureReplay } from './replay.ts';
import { describePath } from './results.ts';
import type { Sizes } from './samples.ts';
import { type Stage, synthesizeStage } from './stage.ts';

const SIZES: Sizes = {
  rates: [1, 50, 200],
  seconds: 12,
  warmUp: 400,
  backlogs: [1_000, 10_000, 100_000],
  deadLetters: 1_000,
};
const SMOKE: Sizes = { rates: [50], seconds: 1, warmUp: 0, backlogs: [50, 500], deadLetters: 50 };

/** The whole connector: from the webhook to Customer.io, and the replay of dead letters. */
export const path: Benchmark = {
  name: 'path',
  about: 'the whole way on the local stack: latency, draining a backlog, replaying dead letters',
  async run(scale) {
    const sizes = scale.isSmoke ? SMOKE : SIZES;
    scale.onProgress('synthesizing');
    const stage = await synthesizeStage();
    try {
      const samples = {
        latencies: await measureLatencies(stage, sizes, scale),
        drains: await measureDrains(stage, sizes, scale),
        replaysMs: await measureReplays(stage, sizes, scale),
      };
      return describePath(sizes, samples, stage.batching);
    } finally {
      stage.remove();
    }
  },
};

const SEED = 50;

function measureLatencies(stage: Stage, { rates, seconds, warmUp }: Sizes, scale: Scale) {
  const random = seededRandom(SEED); // one for all rounds, so that they differ
  return measureEach(
    rates,
    (perSecond) => `${perSecond} webhooks/s`,
    (perSecond) => measureLatency(stage, { warmUp, perSecond, seconds, random }),
    scale,
  );
}

async function measureDrains(stage: Stage, { backlogs }: Sizes, scale: Scale) {
  const backlog = await startBacklog();
  try {
    return await measureEach(
      backlogs,
      (webhooks) => `drain of ${webhooks.toLocaleString('en')}`,
      (webhooks) => measureDrain(stage, backlog, webhooks),
      scale,
    );
  } finally {
    await backlog.stop();
  }
}

async function measureReplays(
  stage: Stage,
  { deadLetters }: Sizes,
  scale: Scale,
): Promise<readonly number[]> {
  const samples = await measureEach(
    [deadLetters],
    (count) => `replay of ${count.toLocaleString('en')} dead letters`,
    (count) => measureReplay(stage, count),
    scale,
  );
  return samples.get(deadLetters) ?? [];
}

/** @returns the samples of each value, one per round */
async function measureEach<Sample>(
  values: readonly number[],
  nameOf: (value: number) => string,
  measure: (value: number) => Promise<Sample>,
  { rounds, onProgress }: Scale,
): Promise<Map<number, Sample[]>> {
  const contenders = values.map((value) => ({ name: nameOf(value), measure: () => measure(value) }));
  const samples = await interleave(contenders, rounds, onProgress);
  return new Map(values.map((value) => [value, samples.get(nameOf(value)) ?? []]));
}
