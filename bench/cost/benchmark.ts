import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import connectorConfig from '../../connector.config.ts';
import { resolveConfig } from '../../shared/config/resolve.ts';
import { synthesize } from '../../tools/local/synthesize.ts';
import type { Benchmark, Results, Scale } from '../measure/benchmark.ts';
import { interleave } from '../measure/interleave.ts';
import { countUsage, type Design, type Sizes } from './count-usage.ts';
import { readDeployment } from './deployment.ts';
import { synthesizeNaiveDesign } from './naive-design.ts';
import {
  type BilledDesign,
  callsTable,
  chartOf,
  dollarsTable,
  monthlyTable,
  pricesTable,
  targetsOf,
} from './tables.ts';

/** As it is deployed. */
const STAGE = 'prod';
/** Idle: an hour, in which secrets expire. */
const SIZES: Sizes = { warmUp: 500, backlog: 1000, normal: 150, idle: 60 };
const SMOKE_SIZES: Sizes = { warmUp: 1, backlog: 3, normal: 3, idle: 2 };

export const cost: Benchmark = {
  name: 'cost',
  about: 'calls to AWS and dollars per million webhooks, against a naive design',
  run,
};

async function run(scale: Scale): Promise<Results> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-cost-'));
  try {
    return await compare(await synthesizeDesigns(directory, scale), scale);
  } finally {
    await rm(directory, { recursive: true });
  }
}

type Designs = Readonly<Record<'connector', Design>> & Partial<Record<'naive', Design>>;

async function synthesizeDesigns(directory: string, { hasPeers, onProgress }: Scale): Promise<Designs> {
  onProgress('synthesizing');
  const config = resolveConfig(connectorConfig, STAGE);
  const toDesign = (template: string) => ({ template, deployment: readDeployment(template), config });
  const template = await synthesize(STAGE, directory);
  return {
    connector: toDesign(template),
    ...(hasPeers ? { naive: toDesign(await synthesizeNaiveDesign(template, config)) } : {}),
  };
}

async function compare(designs: Designs, { rounds, isSmoke, onProgress }: Scale): Promise<Results> {
  const sizes = isSmoke ? SMOKE_SIZES : SIZES;
  const named = { connector: designs.connector, ...(designs.naive && { 'naive design': designs.naive }) };
  const contenders = Object.entries(named).map(([name, design]) => ({
    name,
    measure: () => countUsage(design, sizes),
  }));
  const samples = await interleave(contenders, rounds, onProgress);
  const billed = Object.entries(named).map(
    ([name, { deployment }]): BilledDesign => ({ name, deployment, rounds: samples.get(name) ?? [] }),
  );
  const [connector, naive] = billed;
  if (connector === undefined) throw new Error('nothing was counted');
  return {
    tables: [callsTable(billed), dollarsTable(billed), monthlyTable(billed), pricesTable()],
    targets: targetsOf(connector, naive),
    charts: [chartOf(billed)],
  };
}
