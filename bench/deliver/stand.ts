import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PersonRecord } from '../../shared/people/person-record.ts';
import { type SecretsManagerServer, startSecretsManager } from '../../tools/local/secrets-manager/server.ts';
import { type Child, startChild } from '../measure/child.ts';
import { WORKSPACE } from './config.ts';
import {
  bundleContenders,
  bundleDeliver,
  type Contender,
  type Surroundings,
  startWorker,
  WITHOUT_TABLE,
} from './contenders.ts';
import { createKnownPeople, toItems } from './known-people.ts';
import { recordBodies } from './record-bodies.ts';
import { toSqsEvents } from './sqs-events.ts';
import { createWebhooks } from './webhooks.ts';

/** Everything that the measurements need: contenders, batches, and the AWS services of `deliver`. */
export interface Stand {
  readonly contenders: readonly Contender[];
  readonly batchSizes: readonly number[];
  start(contender: Contender, options: StartOptions): Promise<Child>;
  stop(): Promise<void>;
}

interface StartOptions {
  readonly trackOrigin: string;
  readonly batchSize: number;
  /** Path of a bundle of `deliver` other than the deployed one. */
  readonly handler?: string;
}

/** Number of different webhooks. A run that reaches the end starts again. It fills batches of every size. */
export const WEBHOOKS = 1200;
/** An address without a server. */
const NO_SQS = 'http://127.0.0.1:9';

export async function setUpStand(batchSizes: readonly number[], hasPeers: boolean): Promise<Stand> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-deliver-'));
  const [contenders, deployed, withoutTable, secrets] = await Promise.all([
    bundleContenders(directory, hasPeers),
    bundleDeliver(join(directory, 'deployed')),
    bundleDeliver(join(directory, 'without-table'), { plugins: [WITHOUT_TABLE] }),
    startSecrets(),
  ]);
  const known = await createKnownPeople(WEBHOOKS);
  const KNOWN_PEOPLE = join(directory, 'known-people.json');
  writeFileSync(KNOWN_PEOPLE, JSON.stringify(toItems(known)));
  const table = await startTable(KNOWN_PEOPLE);
  const files = new Map<number, Pick<Surroundings, 'BATCHES' | 'BODIES'>>();
  for (const batchSize of batchSizes) files.set(batchSize, await writeBatches(directory, batchSize, known));

  return {
    contenders,
    batchSizes,
    start(contender, { trackOrigin, batchSize, handler }) {
      const ofContender = contender.name === 'deliver without table' ? withoutTable : deployed;
      const batches = files.get(batchSize);
      if (batches === undefined) throw new RangeError(`no batches of ${batchSize} were made`);
      return startWorker(contender, {
        ...batches,
        TRACK_API_ORIGIN: trackOrigin,
        HANDLER_BUNDLE: handler ?? ofContender,
        KNOWN_PEOPLE,
        AWS_ENDPOINT_URL_SQS: NO_SQS,
        AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
        AWS_ENDPOINT_URL_DYNAMODB: table.origin,
      });
    },
    async stop() {
      await Promise.all([secrets.close(), table.process.stop()]);
      rmSync(directory, { recursive: true });
    },
  };
}

async function startSecrets(): Promise<SecretsManagerServer> {
  const secrets = await startSecretsManager();
  const { secretName, siteId, apiKey } = WORKSPACE;
  secrets.put(secretName, JSON.stringify({ siteId, apiKey }));
  return secrets;
}

async function startTable(knownPeople: string) {
  const process = await startChild(fileURLToPath(new URL('table.ts', import.meta.url)), {
    env: { KNOWN_PEOPLE: knownPeople },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  return { process, origin: await process.ask<string>('origin') };
}

/** Writes files, so that the memory of a worker is as in Lambda. */
async function writeBatches(directory: string, batchSize: number, known: readonly PersonRecord[]) {
  const events = toSqsEvents(createWebhooks(WEBHOOKS), batchSize);
  const paths = {
    BATCHES: join(directory, `batches-of-${batchSize}.json`),
    BODIES: join(directory, `bodies-of-${batchSize}.json`),
  };
  writeFileSync(paths.BATCHES, JSON.stringify(events));
  writeFileSync(paths.BODIES, JSON.stringify(await recordBodies(events, known)));
  return paths;
}
