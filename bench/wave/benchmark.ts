import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import connectorConfig from '../../connector.config.ts';
import { resolveConfig } from '../../shared/config/resolve.ts';
import { synthesize } from '../../tools/local/synthesize.ts';
import { countUsage, type Sizes } from '../cost/count-usage.ts';
import { readDeployment } from '../cost/deployment.ts';
import { startCustomerio } from '../customerio/start-customerio.ts';
import type { Benchmark } from '../measure/benchmark.ts';
import { interleave } from '../measure/interleave.ts';
import { appsWith } from './apps.ts';
import { measureWorker, type WorkerSample } from './measure-worker.ts';
import { createRenewals } from './renewals.ts';
import { toResults } from './results.ts';
import { ANSWER_MS, type Round } from './stage-of.ts';

/** The deployed stage. */
const STAGE = 'prod';
/** Answer times of Customer.io, in milliseconds. */
const LATENCIES = [5, 50, ANSWER_MS, 200];
/** Only the backlog is used. The other loads must not be empty, to avoid a division by 0. */
const SIZES: Sizes = { warmUp: 500, backlog: 1000, normal: 5, idle: 2 };
const WEBHOOKS = 3000;
const SMOKE_SIZES: Sizes = { ...SIZES, warmUp: 1, backlog: 50 };
const SMOKE_WEBHOOKS = 50;

/** A day on which all subscribers renew. */
export const wave: Benchmark = {
  name: 'wave',
  about: 'a million renewals: one worker at real latencies, and the deployed stage simulated from it',
  async run({ rounds, isSmoke, onProgress }) {
    const directory = await mkdtemp(join(tmpdir(), 'bench-wave-'));
    const customerio = await startCustomerio();
    try {
      onProgress('synthesizing');
      const config = resolveConfig(connectorConfig, STAGE);
      const template = await synthesize(STAGE, directory, resolve('connector.config.ts'));
      const deployment = readDeployment(template);
      const mix = { renewals: 1, pollers: config.delivery.maximumConcurrency };
      const renewals = createRenewals(isSmoke ? SMOKE_WEBHOOKS : WEBHOOKS, deployment.batchSize, mix);
      const design = { template, deployment, config, mix };
      const sizes = isSmoke ? SMOKE_SIZES : SIZES;
      async function measure(): Promise<Round> {
        const workers = new Map<number, WorkerSample>();
        for (const answerMs of LATENCIES) {
          onProgress(`answers of ${answerMs} ms`);
          workers.set(answerMs, await measureWorker({ template, config, renewals }, customerio, answerMs));
        }
        onProgress('counting');
        return { workers, counted: await countUsage(design, sizes) };
      }
      const measured = await interleave([{ name: 'prod', measure }], rounds, onProgress);
      return toResults(measured.get('prod') ?? [], deployment, appsWith(config));
    } finally {
      await customerio.stop();
      await rm(directory, { recursive: true });
    }
  },
};
