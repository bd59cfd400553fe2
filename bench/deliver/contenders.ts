import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { bundleOptions } from '../../infra/bundle.ts';
import { MEMORY_MB } from '../../infra/connector-function.ts';
import { MEMORY_LIMITS } from '../../infra/delivery.ts';
import { METRICS_NAMESPACE } from '../../shared/metrics.ts';
import { heapLimits } from '../../tools/local/lambda/lambda-function.ts';
import { bundleModule } from '../measure/bundle.ts';
import { type Child, startChild } from '../measure/child.ts';
import { DELIVER_CONFIG } from './config.ts';
import type { WorkerEnvironment } from './worker.ts';

export type ContenderName = (typeof OWN)[number] | (typeof PEERS)[number];

const OWN = ['deliver', 'deliver without table', 'floor', 'reading floor', 'summing floor'] as const;
const PEERS = [
  'customerio-node calls',
  'customerio-node batch',
  'own code',
  'Segment onEvent',
  'Segment onBatch',
] as const;

/** Names in tables and charts. */
export const TITLES: Readonly<Record<ContenderName, string>> = {
  deliver: 'deliver, this connector',
  'deliver without table': 'deliver, its table in memory',
  floor: 'floor: node:http, body ready',
  'reading floor': 'floor that parses and stringifies',
  'summing floor': 'floor that keeps the sum of people',
  'customerio-node calls': 'customerio-node, identify + track',
  'customerio-node batch': 'customerio-node, batch',
  'own code': 'customerio-node, batch; a put each',
  'Segment onEvent': 'Segment, onEvent',
  'Segment onBatch': 'Segment, onBatch',
};

const MODULES: Readonly<Record<ContenderName, string>> = {
  deliver: 'connector.ts',
  'deliver without table': 'connector.ts',
  floor: 'floor.ts',
  'reading floor': 'reading-floor.ts',
  'summing floor': 'summing-floor.ts',
  'customerio-node calls': 'peers/customerio-node-calls.ts',
  'customerio-node batch': 'peers/customerio-node-batch.ts',
  'own code': 'peers/own-code.ts',
  'Segment onEvent': 'peers/segment-on-event.ts',
  'Segment onBatch': 'peers/segment-on-batch.ts',
};

/** A bundled way to deliver webhooks. */
export interface Contender {
  readonly name: ContenderName;
  /** Path of its module, which calls `answerAsWorker`. */
  readonly module: string;
}

/** Environment variables of a worker. */
export interface Surroundings extends WorkerEnvironment {
  readonly AWS_ENDPOINT_URL_SQS: string;
  readonly AWS_ENDPOINT_URL_SECRETS_MANAGER: string;
  readonly AWS_ENDPOINT_URL_DYNAMODB: string;
  /** Path of the people in the table in memory. */
  readonly KNOWN_PEOPLE: string;
  /** Path of the bundle of `deliver`. */
  readonly HANDLER_BUNDLE: string;
  /** Path of the bodies that the floor sends. */
  readonly BODIES: string;
}

/** Bundles all contenders into this directory. */
export function bundleContenders(directory: string, hasPeers: boolean): Promise<Contender[]> {
  const names = hasPeers ? [...OWN, ...PEERS] : OWN;
  return Promise.all(
    names.map(async (name) => ({
      name,
      module: await bundleModule(pathOf(MODULES[name]), join(directory, name)),
    })),
  );
}

/** Replaces the client of DynamoDB with a table in memory. */
export const WITHOUT_TABLE: Plugin = {
  name: 'without-table',
  setup({ onResolve }) {
    onResolve({ filter: /\/people-table\.ts$/ }, () => ({ path: pathOf('free-table.ts') }));
  },
};

/**
 * Bundles `deliver` as `infra/` does.
 *
 * @param changes for example `minify: false`, which keeps the names of functions and modules for a profile
 * @returns path of the bundle
 */
export async function bundleDeliver(directory: string, changes: BuildOptions = {}): Promise<string> {
  const outfile = join(directory, 'index.mjs');
  await build({ ...bundleOptions(pathOf('../../functions/deliver/handler.ts'), outfile), ...changes });
  writeFileSync(join(directory, 'config.json'), JSON.stringify(DELIVER_CONFIG));
  return outfile;
}

/**
 * Starts a worker in a separate process of plain Node. All get the same environment; `deliver` also gets the settings
 * of the stack.
 */
export function startWorker({ name, module }: Contender, surroundings: Surroundings): Promise<Child> {
  const limits: Record<string, string> = name.startsWith('deliver') ? MEMORY_LIMITS : {};
  const queueUrl = (name: string) => `${surroundings.AWS_ENDPOINT_URL_SQS}/123456789012/${name}`;
  return startChild(module, {
    // Hides deprecation warnings of peers.
    execArgv: [...heapLimits(MEMORY_MB, limits), '--no-deprecation'],
    env: {
      ...limits,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_LAMBDA_FUNCTION_NAME: 'deliver',
      POWERTOOLS_SERVICE_NAME: 'deliver',
      POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
      EVENTS_QUEUE_URL: queueUrl('events'),
      DEAD_LETTER_QUEUE_URL: queueUrl('dead-letters'),
      PEOPLE_TABLE: 'people',
      ...surroundings,
    },
  });
}

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));
