import { userInfo } from 'node:os';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import type { ConnectorConfig } from '../../../shared/config/define-config.ts';
import { LOCAL_STAGE } from '../../../shared/config/local-stage.ts';
import { resolveConfig } from '../../../shared/config/resolve.ts';
import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import { readSecretWith } from './read-secret.ts';
import { type Stage, StageError } from './stage.ts';
import { type PublishedStage, readStageFile } from './stage-file.ts';

/** The local servers check neither region nor credentials. */
const CLIENT = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/**
 * Opens the stage that `npm start` runs, which may be any stage of the configuration.
 *
 * @throws {ConfigError} if the configuration no longer has the stage
 * @throws {StageError} if none is running
 */
export function openLocalStage(connectorConfig: ConnectorConfig, localDirectory: string): Stage {
  const published = readStageFile(localDirectory);
  if (published === undefined || !isRunning(published.pid)) {
    throw new StageError(
      'No local stage is running. Start one in another terminal: npm start. Or name a deployed one: --stage NAME',
    );
  }
  return toLocalStage(resolveConfig(connectorConfig, published.stage), published);
}

/** Returns a stage with these endpoints on this machine. */
export function toLocalStage(config: ResolvedConfig, endpoints: Omit<PublishedStage, 'pid'>): Stage {
  const { sqsEndpoint, secretsEndpoint, dynamodbEndpoint, trackOrigin, mappingVersion } = endpoints;
  const { eventsQueueUrl, deadLetterQueueUrl, peopleTable } = endpoints;
  const sqs = new SQSClient({ ...CLIENT, endpoint: sqsEndpoint });
  const secrets = new SecretsManagerClient({ ...CLIENT, endpoint: secretsEndpoint });
  const dynamodb = new DynamoDBClient({ ...CLIENT, endpoint: dynamodbEndpoint });
  return {
    name: LOCAL_STAGE,
    isLocal: true,
    options: `--stage ${LOCAL_STAGE}`,
    awsOptions: `--endpoint-url ${secretsEndpoint}`,
    howToDeploy: 'Stop npm start and start it again.',
    config,
    sqs,
    eventsQueueUrl,
    deadLetterQueueUrl,
    secrets,
    dynamodb,
    peopleTable,
    trackOrigins: { us: trackOrigin, eu: trackOrigin },
    mappingVersion,
    pollSeconds: 0,
    countsLagMs: 0,
    whoAmI: async () => userInfo().username,
    keepAudit: async () => {},
    readSecret: (name) => readSecretWith(secrets, name),
    oldestAgeSeconds: async (queueUrl, count) =>
      count > MAX_INSPECTED ? undefined : oldestAgeSeconds(sqsEndpoint, queueUrl),
    webhookUrl: (connection) => `${endpoints.webhookOrigin}/webhooks/${connection}`,
    alarmsOn: async () => [],
    countedLastHour: async () => [],
    functionFacts: async () => undefined,
    deniedActions: async () => [],
    eventSources: async () => undefined,
    close() {
      sqs.destroy();
      secrets.destroy();
      dynamodb.destroy();
    },
  };
}

/**
 * Maximum number of messages to inspect. The local queue server returns all messages with bodies, which takes seconds
 * for more.
 */
const MAX_INSPECTED = 2_000;

/** Returns true if the process that wrote the file still runs. After a kill its file stays. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const sentMessages = z.array(z.object({ sentTimestamp: z.number() }));
const inspectionSchema = z.object({
  messages: z.object({
    ready: sentMessages,
    delayed: sentMessages,
    inflight: z.array(z.object({ message: z.object({ sentTimestamp: z.number() }) })),
  }),
});

/** Reads the age from the messages, which the local queue server returns without a receive. AWS has a metric. */
async function oldestAgeSeconds(sqsEndpoint: string, queueUrl: string): Promise<number | undefined> {
  const name = new URL(queueUrl).pathname.split('/').at(-1);
  const response = await fetch(`${sqsEndpoint}/_fauxqs/queues/${name}`);
  const { messages } = inspectionSchema.parse(await response.json());
  const all = [...messages.ready, ...messages.delayed, ...messages.inflight.map(({ message }) => message)];
  const oldestMs = all.reduce((oldest, { sentTimestamp }) => Math.min(oldest, sentTimestamp), Infinity);
  return Number.isFinite(oldestMs) ? (Date.now() - oldestMs) / 1000 : undefined;
}
