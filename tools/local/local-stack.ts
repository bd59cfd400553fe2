import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { ResolvedConfig } from '../../shared/config/resolved.ts';
import { ownStackName } from '../../shared/stack-outputs.ts';
import type { TrackApiOptions } from '../track-api/options.ts';
import { startTrackApi, type TrackApi } from '../track-api/server.ts';
import { type BackendOptions, type StandInBackend, startBackend } from './backend.ts';
import { type CloudWatchLogs, startCloudWatchLogs } from './cloudwatch-logs.ts';
import { type LocalTables, startTables } from './dynamodb/start-tables.ts';
import { createEventSource, type EventSource } from './event-source.ts';
import { type HttpExchange, startHttpApi } from './http-api.ts';
import { createLambdaFunction, type LambdaFunction } from './lambda/lambda-function.ts';
import type { ClockReading } from './run-clock.ts';
import { type SecretsManagerServer, startSecretsManager } from './secrets-manager/server.ts';
import { type Queues, startQueues } from './start-queues.ts';
import type { World } from './template/intrinsics.ts';
import { type LocalTemplate, readTemplate } from './template/read-template.ts';
import { type LocalWorkspace, localWorkspacesOf } from './workspaces.ts';

export interface LocalStackOptions {
  /** Path of the synthesized template, which may hold more than the stage. */
  readonly template: string;
  /** The configuration it was synthesized from. It names the secrets. */
  readonly config: ResolvedConfig;
  /** @default a free one */
  readonly port?: number;
  /** Options of the stand-in for Customer.io. */
  readonly track?: Partial<Omit<TrackApiOptions, 'workspaces'>>;
  /**
   * Queues, tables and secrets of an earlier deployment, which this stage continues with. Only queues and tables without
   * a name are created, and no secret is filled.
   * @default none: everything is created
   */
  readonly left?: LeftBehind;
  /**
   * The clock of the run, which the caller has already installed in this process.
   * @default the machine's
   */
  readonly clock?: () => ClockReading;
  /** Puts a proxy between the stage and an AWS service: each takes the service's endpoint and returns the proxy's. */
  readonly between?: {
    readonly sqs?: (endpoint: string) => Promise<string>;
    readonly secrets?: (endpoint: string) => Promise<string>;
    readonly dynamodb?: (endpoint: string) => Promise<string>;
  };
  /**
   * The backend that webhooks are relayed to: a URL on this machine, or the stand-in. The configured backend is never
   * called.
   * @default the stand-in if a connection has a `relay`, else none
   */
  readonly backend?: 'stand-in' | URL;
  readonly onDelivery?: BackendOptions['onDelivery'];
  /** Environment variables of the functions, added to those of the template and of the local run. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Maximum number of execution environments of `deliver`.
   * @default as in the template, at most `DELIVER_ENVIRONMENTS`
   */
  readonly maximumConcurrency?: number;
  /** Called with each line that a function writes. */
  readonly onLine?: (line: string) => void;
  readonly onExchange?: (exchange: HttpExchange) => void;
}

/** The servers that hold what a stage has stored. */
export interface LocalServices {
  readonly queues: Queues;
  readonly tables: LocalTables;
  readonly secrets: SecretsManagerServer;
  readonly cloudWatchLogs: CloudWatchLogs;
  readonly track: TrackApi;
}

/** The stored part of a stage, which outlives a deployment. */
export interface LeftBehind {
  readonly services: LocalServices;
  /** Names of queues and tables, by their logical ids in the next template. */
  readonly names: Readonly<Record<string, string>>;
}

/** A complete stage of the connector on this machine. */
export interface LocalStack {
  /** Name of the stage in the configuration. */
  readonly stage: string;
  /** Origin of `/webhooks/<connection>`. */
  readonly url: string;
  readonly template: LocalTemplate;
  readonly track: TrackApi;
  /** Names of the stand-in's workspaces: `<connection> production` or `<connection> sandbox`. */
  readonly workspaceNames: readonly string[];
  readonly secrets: SecretsManagerServer;
  readonly sqs: SQSClient;
  readonly eventsQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  queueUrl(queue: QueueName): string;
  readonly dynamodb: DynamoDBClient;
  /** Endpoint of DynamoDB, without a proxy. */
  readonly dynamodbEndpoint: string;
  readonly peopleTable: string;
  /** The initial shared secret of each connection. */
  readonly sharedSecrets: Readonly<Record<string, string>>;
  /** The stand-in for a backend, if webhooks are relayed to it. */
  readonly backend?: StandInBackend;
  readonly receive: LambdaFunction;
  readonly deliver: LambdaFunction;
  /** Shows and replays dead letters, if the dashboard of the stage has that widget. Only tests invoke it. */
  readonly deadLetterWidget?: LambdaFunction;
  /** Holds the audit log, as far as functions write to it. */
  readonly cloudWatchLogs: CloudWatchLogs;
  readonly eventSource: EventSource;
  /** Returns the messages of a queue without receiving them. */
  messages(queue: QueueName): QueueMessage[];
  /** Counts the messages of a queue. Faster than `messages`. */
  countMessages(queue: QueueName): QueueCount;
  /** Deletes a queue, as an operator's mistake would. */
  deleteQueue(queue: QueueName): void;
  readonly services: LocalServices;
  /** Stops the functions and the API. The services keep running for the next deployment. */
  undeploy(): Promise<void>;
  /** Stops everything. */
  stop(): Promise<void>;
}

/** A queue of the stage, or the name of a queue for copies. */
type QueueName = 'events' | 'dead-letters' | (string & {});

interface QueueCount {
  /** Visible and delayed messages. */
  readonly waiting: number;
  readonly inFlight: number;
}

export interface QueueMessage {
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly sentAtMs: number;
  readonly receives: number;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly state: 'ready' | 'delayed' | 'in flight';
  /**
   * For a message in flight: its receipt handle, and the time when it is visible again, in milliseconds since the
   * epoch.
   */
  readonly receiptHandle?: string;
  readonly visibleAtMs?: number;
}

const REGION = 'eu-west-1';
const ACCOUNT = '000000000000';
/** Maximum number of execution environments of `receive`. Further requests wait. */
const RECEIVE_ENVIRONMENTS = 4;
/** Maximum for the widget: two people may look at once. */
const WIDGET_ENVIRONMENTS = 2;
/** Maximum for `deliver`. Each environment is a process on this machine. */
const DELIVER_ENVIRONMENTS = 5;

/**
 * Runs a synthesized stack on this machine: the real bundles, with the settings of the template, call local servers
 * through the real SDK clients. The events queue is not polled before `eventSource.start()`.
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { config, clock, between, left, onLine = () => {}, onExchange = () => {} } = options;
  const workspaces = localWorkspacesOf(config);
  const services = left?.services ?? (await startServices(workspaces, options.track));
  const { queues, tables, secrets, cloudWatchLogs, track } = services;
  const sqsEndpoint = `http://127.0.0.1:${queues.port}`;
  const stageSqsEndpoint = (await between?.sqs?.(sqsEndpoint)) ?? sqsEndpoint;
  const stageSecretsEndpoint = (await between?.secrets?.(secrets.endpoint)) ?? secrets.endpoint;
  const stageDynamodbEndpoint = (await between?.dynamodb?.(tables.endpoint)) ?? tables.endpoint;
  const nameOf = (logicalId: string) => left?.names[logicalId] ?? logicalId;
  const isNew = ({ logicalId }: { readonly logicalId: string }) => left?.names[logicalId] === undefined;
  const world = localWorld(stageSqsEndpoint, config.stage, nameOf);
  const template = readTemplate(options.template, world, config.stage);

  // Queues without a redrive policy come first, because a redrive policy refers to an existing queue.
  const newQueues = template.queues
    .filter(isNew)
    .toSorted(
      (one, other) => Number('RedrivePolicy' in one.attributes) - Number('RedrivePolicy' in other.attributes),
    );
  for (const { logicalId, attributes } of newQueues) {
    queues.createQueue(logicalId, { region: REGION, attributes: { ...attributes } });
  }
  for (const table of template.tables.filter(isNew)) await tables.createTable(table);
  const sharedSecrets = sharedSecretsOf(config);
  if (left === undefined) fillSecrets(config, workspaces, sharedSecrets, secrets);
  const connections = Object.values(config.connections);
  for (const arn of new Set(connections.flatMap(({ copies }) => copies))) createCopyQueue(queues, arn);
  const hasRelay = connections.some(({ relay }) => relay !== null);
  const backend = options.backend ?? (hasRelay ? 'stand-in' : undefined);
  const standIn =
    backend === 'stand-in' ? await startTrustingBackend(sharedSecrets, options.onDelivery) : undefined;
  const relayUrl = backend instanceof URL ? backend.href : standIn?.url;

  const environment = {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_SQS: stageSqsEndpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: stageSecretsEndpoint,
    AWS_ENDPOINT_URL_DYNAMODB: stageDynamodbEndpoint,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: cloudWatchLogs.origin,
    TRACK_API_ORIGIN: track.origin,
    ...(relayUrl === undefined ? {} : { RELAY_URL: relayUrl }),
    POWERTOOLS_LOG_LEVEL: 'DEBUG',
    ...options.environment,
  };
  const [source, ...otherSources] = template.eventSources;
  const [route, ...otherRoutes] = template.routes;
  if (!source || !route || otherSources.length > 0 || otherRoutes.length > 0) {
    throw new Error('the local run expects one route and one event source in the template');
  }
  const createFunction = (functionId: string, maxEnvironments: number) => {
    const resource = template.functions.find(({ logicalId }) => logicalId === functionId);
    if (resource === undefined) throw new Error(`the template has no function ${functionId}`);
    return createLambdaFunction(resource, { environment, maxEnvironments, onLine, clock });
  };
  const receive = createFunction(route.functionId, RECEIVE_ENVIRONMENTS);
  const { maximumConcurrency = Math.min(source.maximumConcurrency, DELIVER_ENVIRONMENTS) } = options;
  const deliver = createFunction(source.functionId, maximumConcurrency);
  const widget = template.functions.find(
    ({ environment: { POWERTOOLS_SERVICE_NAME } }) => POWERTOOLS_SERVICE_NAME === 'dead-letter-widget',
  );
  const deadLetterWidget =
    widget === undefined ? undefined : createFunction(widget.logicalId, WIDGET_ENVIRONMENTS);
  const api = await startHttpApi({ ...route, function: receive }, options.port ?? 0, onExchange);

  const eventsQueue = source.queueArn.split(':').at(-1) ?? '';
  const deadLetterQueue =
    template.queues.map(({ logicalId }) => nameOf(logicalId)).find((name) => name !== eventsQueue) ?? '';
  const queueIds: Readonly<Record<string, string>> = { events: eventsQueue, 'dead-letters': deadLetterQueue };
  const idOf = (queue: QueueName) => queueIds[queue] ?? queue;
  const sqs = localSqs(sqsEndpoint);
  const stageSqs = localSqs(stageSqsEndpoint);
  const eventSource = createEventSource({
    sqs: stageSqs,
    queueUrl: queueUrlAt(stageSqsEndpoint, eventsQueue),
    function: deliver,
    ...source,
    maximumConcurrency,
  });

  async function undeploy(): Promise<void> {
    await api.close();
    await eventSource.stop();
    await Promise.all([receive.stop(), deliver.stop(), deadLetterWidget?.stop(), standIn?.close()]);
    sqs.destroy();
    stageSqs.destroy();
  }

  return {
    stage: config.stage,
    url: api.origin,
    template,
    track,
    workspaceNames: workspaces.map(({ settings }) => settings.name),
    secrets,
    sqs,
    eventsQueueUrl: queueUrlAt(sqsEndpoint, eventsQueue),
    deadLetterQueueUrl: queueUrlAt(sqsEndpoint, deadLetterQueue),
    queueUrl: (queue) => queueUrlAt(sqsEndpoint, idOf(queue)),
    dynamodb: tables.client,
    dynamodbEndpoint: tables.endpoint,
    peopleTable: nameOf(template.tables[0]?.logicalId ?? ''),
    sharedSecrets,
    ...(standIn === undefined ? {} : { backend: standIn }),
    receive,
    deliver,
    ...(deadLetterWidget === undefined ? {} : { deadLetterWidget }),
    cloudWatchLogs,
    eventSource,
    messages: (queue) => inspect(queues, idOf(queue)),
    countMessages: (queue) => count(queues, idOf(queue)),
    deleteQueue: (queue) => queues.deleteQueue(idOf(queue), { region: REGION }),
    services,
    undeploy,
    async stop() {
      await undeploy();
      await Promise.all([
        queues.stop(),
        tables.stop(),
        secrets.close(),
        cloudWatchLogs.close(),
        track.close(),
      ]);
    },
  };
}

async function startServices(
  workspaces: readonly LocalWorkspace[],
  track: LocalStackOptions['track'],
): Promise<LocalServices> {
  const [queues, tables, secrets, cloudWatchLogs, trackApi] = await Promise.all([
    startQueues(REGION),
    startTables(REGION),
    startSecretsManager({ region: REGION, accountId: ACCOUNT }),
    startCloudWatchLogs(),
    startTrackApi({ ...track, workspaces: workspaces.map(({ settings }) => settings) }),
  ]);
  return { queues, tables, secrets, cloudWatchLogs, track: trackApi };
}

async function startTrustingBackend(
  sharedSecrets: Readonly<Record<string, string>>,
  onDelivery: BackendOptions['onDelivery'],
): Promise<StandInBackend> {
  const backend = await startBackend(onDelivery === undefined ? {} : { onDelivery });
  for (const [connection, secret] of Object.entries(sharedSecrets)) backend.trust(connection, secret);
  return backend;
}

/**
 * Creates a queue for copies, which is not in the template. Locally there is one account, so the name identifies a
 * queue.
 */
function createCopyQueue(queues: Queues, arn: string): void {
  const name = arn.split(':').at(-1) ?? '';
  const attributes: Record<string, string> = name.endsWith('.fifo') ? { FifoQueue: 'true' } : {};
  queues.createQueue(name, { region: REGION, attributes });
}

function localSqs(endpoint: string): SQSClient {
  return new SQSClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}

/**
 * Returns the URL of a local queue, which is named by its logical id. fauxqs identifies a queue by the last segment of
 * the URL.
 */
function queueUrlAt(sqsEndpoint: string, logicalId: string): string {
  return `${sqsEndpoint}/${ACCOUNT}/${logicalId}`;
}

/**
 * Returns the values of template references on this machine.
 *
 * @param nameOf name of the resource with a logical id. Default: the logical id
 */
export function localWorld(
  sqsEndpoint: string,
  stage: string,
  nameOf = (logicalId: string) => logicalId,
): World {
  return {
    region: REGION,
    accountId: ACCOUNT,
    stackName: ownStackName(stage),
    ref: (logicalId, type) =>
      type === 'AWS::SQS::Queue' ? queueUrlAt(sqsEndpoint, nameOf(logicalId)) : nameOf(logicalId),
    attribute: (logicalId) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${nameOf(logicalId)}`,
  };
}

function sharedSecretsOf({ connections }: ResolvedConfig): Record<string, string> {
  return Object.fromEntries(
    Object.keys(connections).map((connection) => [connection, `local-shared-secret-of-${connection}`]),
  );
}

function fillSecrets(
  { connections }: ResolvedConfig,
  workspaces: readonly LocalWorkspace[],
  sharedSecrets: Readonly<Record<string, string>>,
  secrets: SecretsManagerServer,
): void {
  for (const { secret, settings } of workspaces) {
    secrets.put(secret.name, JSON.stringify({ siteId: settings.siteId, apiKey: settings.apiKey }));
  }
  for (const [connection, { purchasely }] of Object.entries(connections)) {
    secrets.put(purchasely.secret.name, JSON.stringify({ sharedSecret: sharedSecrets[connection] }));
  }
}

function storedIn(queues: Queues, name: string) {
  const found = queues.inspectQueue(name);
  if (found === undefined) throw new Error(`no queue ${name}`);
  return found.messages;
}

function count(queues: Queues, name: string): QueueCount {
  const { ready, delayed, inflight } = storedIn(queues, name);
  return { waiting: ready.length + delayed.length, inFlight: inflight.length };
}

function inspect(queues: Queues, name: string): QueueMessage[] {
  const { ready, delayed, inflight } = storedIn(queues, name);
  type Stored = (typeof ready)[number];
  const toMessage = ({
    messageId,
    sentTimestamp,
    approximateReceiveCount,
    body,
    messageAttributes,
  }: Stored) => ({
    messageId,
    sentAtMs: sentTimestamp,
    receives: approximateReceiveCount,
    body,
    attributes: Object.fromEntries(
      Object.entries(messageAttributes).map(([key, { StringValue = '' }]) => [key, StringValue]),
    ),
  });
  return [
    ...ready.map((message) => ({ ...toMessage(message), state: 'ready' as const })),
    ...delayed.map((message) => ({ ...toMessage(message), state: 'delayed' as const })),
    ...inflight.map(({ message, receiptHandle, visibilityDeadline }) => ({
      ...toMessage(message),
      state: 'in flight' as const,
      receiptHandle,
      visibleAtMs: visibilityDeadline,
    })),
  ];
}
