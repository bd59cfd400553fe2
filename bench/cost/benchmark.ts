import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import connectorConfig from '../../connector.config.ts';
import { resolveConfig } from '../../shared/config/resolve.ts';
import { synthesize } from '../../tools/local/synthesize.ts';
import type { Benchmark } from '../measure/benchmark.ts';
import { interleave } from '../measure/interleave.ts';
import { countUsage, type Sizes } from './count-usage.ts';
import { readDeployment } from './deployment.ts';
import { toResults } from './results.ts';

/** The deployed stage. */
const STAGE = 'prod';
/** Idle lasts an hour, in which secrets expire. */
const SIZES: Sizes = { warmUp: 500, backlog: 1000, normal: 500, idle: 60 };
const SMOKE_SIZES: Sizes = { warmUp: 1, backlog: 50, normal: 5, idle: 2 };

/** Cost: counted calls, multiplied by a price table. */
export const cost: Benchmark = {
  name: 'cost',
  about: 'calls to AWS and dollars per million webhooks, beside a naive design',
  async run({ rounds, isSmoke, onProgress }) {
    const directory = await mkdtemp(join(tmpdir(), 'bench-cost-'));
    try {
      onProgress('synthesizing');
      const config = resolveConfig(connectorConfig, STAGE);
      const configFile = resolve('connector.config.ts');
      const template = await synthesize(STAGE, join(directory, STAGE), configFile);
      const deployment = readDeployment(template);
      const staging = readDeployment(await synthesize('staging', join(directory, 'staging'), configFile));
      const measure = () => countUsage({ template, deployment, config }, isSmoke ? SMOKE_SIZES : SIZES);
      const counted = await interleave([{ name: 'connector', measure }], rounds, onProgress);
      return toResults(counted.get('connector') ?? [], { prod: deployment, staging });
    } finally {
      await rm(directory, { recursive: true });
    }
  },
};
