import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createAuditLog } from '../../../shared/audit-log.ts';
import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import { TRACK_ORIGINS } from '../../../shared/customerio/regions.ts';
import {
  API_ID_OUTPUT,
  AUDIT_LOG_OUTPUT,
  EVENTS_QUEUE_OUTPUT,
  functionOutput,
  MAPPING_VERSION_OUTPUT,
  NAME_OUTPUT,
  ownStackName,
  PEOPLE_TABLE_OUTPUT,
  webhookUrlOutput,
} from '../../../shared/stack-outputs.ts';
import { clientSettings } from './client-settings.ts';
import { deniedActions } from './denied-actions.ts';
import { findStack, type StageStack } from './find-stack.ts';
import { alarmsOn, countedLastHour } from './read-metrics.ts';
import { readSecretWith } from './read-secret.ts';
import { type AwsChoice, type EventSource, type FunctionFacts, type Stage, StageError } from './stage.ts';

/** SQS reports its metrics every minute, a few minutes late. */
const METRIC_WINDOW_MS = 10 * 60_000;
const METRIC_PERIOD_SECONDS = 60;

/**
 * Opens a stage in an AWS account by the outputs of its stack. @throws {StageError} if there is none, or an older
 * version deployed it
 */
export async function openDeployedStage(config: ResolvedConfig, aws: AwsChoice): Promise<Stage> {
  const client = clientSettings(config, aws);
  const stack = await readStack(config, client, aws.stack);
  const sqs = new SQSClient(client);
  const secrets = new SecretsManagerClient(client);
  const dynamodb = new DynamoDBClient(client);
  const sts = new STSClient(client);
  const cloudWatch = new CloudWatchClient(client);
  const lambda = new LambdaClient(client);
  const iam = new IAMClient(client);
  const logs = new CloudWatchLogsClient(client);
  const howToDeploy = toDeploy(stack, config);
  const required = (output: string) => {
    const value = stack.output(output);
    if (value !== undefined) return value;
    throw new StageError(
      `The stack ${stack.name} has no output ${output}: an older version deployed it. ${howToDeploy}`,
    );
  };
  return {
    name: config.stage,
    isLocal: false,
    options: optionsOf({ stage: config.stage, ...aws }),
    awsOptions: optionsOf({ region: await sts.config.region(), profile: aws.profile }),
    howToDeploy,
    config,
    sqs,
    eventsQueueUrl: required(EVENTS_QUEUE_OUTPUT),
    deadLetterQueueUrl: required('DeadLetterQueueUrl'),
    secrets,
    dynamodb,
    peopleTable: required(PEOPLE_TABLE_OUTPUT),
    trackOrigins: TRACK_ORIGINS,
    mappingVersion: stack.output(MAPPING_VERSION_OUTPUT),
    pollSeconds: 2,
    countsLagMs: 60_000,
    async whoAmI() {
      const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
      return Arn ?? 'unknown';
    },
    keepAudit: createAuditLog(logs, stack.output(AUDIT_LOG_OUTPUT)),
    readSecret: (name) => readSecretWith(secrets, name),
    oldestAgeSeconds: (queueUrl) => oldestAgeSeconds(cloudWatch, queueUrl),
    webhookUrl: (connection) => stack.output(webhookUrlOutput(connection)),
    alarmsOn: () => alarmsOn(cloudWatch, stack.output(NAME_OUTPUT) ?? stack.name),
    countedLastHour: () =>
      countedLastHour(cloudWatch, config.stage, {
        apiId: stack.output(API_ID_OUTPUT) ?? apiIdOf(Object.keys(config.connections), stack),
        receiveFunction: stack.output(functionOutput('receive')) ?? 'unknown',
      }),
    functionFacts: (name) => functionFacts(lambda, stack.output(functionOutput(name))),
    deniedActions: (...asked) => deniedActions(iam, ...asked),
    eventSources: (queueArn) => listEventSources(lambda, queueArn),
    close() {
      for (const each of [sqs, secrets, dynamodb, sts, cloudWatch, lambda, logs, iam]) each.destroy();
    },
  };
}

async function readStack(config: ResolvedConfig, client: ReturnType<typeof clientSettings>, named?: string) {
  const cloudFormation = new CloudFormationClient(client);
  try {
    return await findStack(cloudFormation, config, named);
  } finally {
    cloudFormation.destroy();
  }
}

function toDeploy({ name }: StageStack, { stage, stackName }: ResolvedConfig): string {
  return name === stackName
    ? `Deploy this checkout: npm run cdk -- deploy ${ownStackName(stage)}.`
    : `Deploy the stack ${name} with this configuration, from its app.`;
}

/** Formats the given options for a command line. */
function optionsOf(options: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(options)
    .flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${value}`]))
    .join(' ');
}

/** Reads the age from the metric, because a receive would show only some messages and hide them from `deliver`. */
async function oldestAgeSeconds(cloudWatch: CloudWatchClient, queueUrl: string): Promise<number | undefined> {
  const queueName = new URL(queueUrl).pathname.split('/').at(-1);
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [{ Name: 'QueueName', Value: queueName }],
      StartTime: new Date(Date.now() - METRIC_WINDOW_MS),
      EndTime: new Date(),
      Period: METRIC_PERIOD_SECONDS,
      Statistics: ['Maximum'],
    }),
  );
  const byTime = Datapoints.toSorted((one, other) => Number(one.Timestamp) - Number(other.Timestamp));
  return byTime.at(-1)?.Maximum;
}

/** Returns the id of the API, the first label of its host: https://<id>.execute-api.<region>.amazonaws.com */
function apiIdOf(connections: readonly string[], stack: StageStack): string {
  const [url] = connections.flatMap((connection) => stack.output(webhookUrlOutput(connection)) ?? []);
  return url === undefined ? 'unknown' : (new URL(url).hostname.split('.')[0] ?? 'unknown');
}

async function functionFacts(
  lambda: LambdaClient,
  functionName: string | undefined,
): Promise<FunctionFacts | undefined> {
  if (functionName === undefined) return undefined;
  const {
    Role = '',
    State = 'unknown',
    LoggingConfig = {},
  } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
  const { LogFormat = 'Text', ApplicationLogLevel: logLevel } = LoggingConfig;
  return {
    functionName,
    roleArn: Role,
    state: State,
    logFormat: LogFormat,
    ...(logLevel === undefined ? {} : { logLevel }),
  };
}

async function listEventSources(lambda: LambdaClient, queueArn: string): Promise<EventSource[]> {
  const { EventSourceMappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ EventSourceArn: queueArn }),
  );
  return EventSourceMappings.map(({ UUID = '', State = 'unknown' }) => ({ uuid: UUID, state: State }));
}
