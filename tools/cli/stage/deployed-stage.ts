import { CloudFormationClient, DescribeStacksCommand, type Output } from '@aws-sdk/client-cloudformation';
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
  AUDIT_LOG_OUTPUT,
  functionOutput,
  MAPPING_VERSION_OUTPUT,
  PEOPLE_TABLE_OUTPUT,
  webhookUrlOutput,
} from '../../../shared/stack-outputs.ts';
import { deniedActions } from './denied-actions.ts';
import { alarmsOn, countedLastHour } from './read-metrics.ts';
import { readSecretWith } from './read-secret.ts';
import { type AwsChoice, type EventSource, type FunctionFacts, type Stage, StageError } from './stage.ts';
import { wayOut } from './way-out.ts';

/** SQS reports its metrics every minute, a few minutes late. */
const METRIC_WINDOW_MS = 10 * 60_000;
const METRIC_PERIOD_SECONDS = 60;

/** A stage in an AWS account, found by the outputs of its stack. @throws {StageError} if there is no such stack */
export async function openDeployedStage(config: ResolvedConfig, aws: AwsChoice): Promise<Stage> {
  const client = clientSettings(config, aws);
  const stackName = `PurchaselyCustomerio-${config.stage}`;
  const outputs = await readOutputs(stackName, client);
  const sqs = new SQSClient(client);
  const secrets = new SecretsManagerClient(client);
  const dynamodb = new DynamoDBClient(client);
  const sts = new STSClient(client);
  const cloudWatch = new CloudWatchClient(client);
  const lambda = new LambdaClient(client);
  const iam = new IAMClient(client);
  const logs = new CloudWatchLogsClient(client);
  return {
    name: config.stage,
    isLocal: false,
    config,
    sqs,
    eventsQueueUrl: outputs.required('EventsQueueUrl'),
    deadLetterQueueUrl: outputs.required('DeadLetterQueueUrl'),
    secrets,
    dynamodb,
    peopleTable: outputs.required(PEOPLE_TABLE_OUTPUT),
    trackOrigins: TRACK_ORIGINS,
    mappingVersion: outputs.optional(MAPPING_VERSION_OUTPUT),
    pollSeconds: 2,
    countsLagMs: 60_000,
    async whoAmI() {
      const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
      return Arn ?? 'unknown';
    },
    keepAudit: createAuditLog(logs, outputs.optional(AUDIT_LOG_OUTPUT)),
    readSecret: (name) => readSecretWith(secrets, name),
    oldestAgeSeconds: (queueUrl) => oldestAgeSeconds(cloudWatch, queueUrl),
    webhookUrl: (connection) => outputs.optional(webhookUrlOutput(connection)),
    alarmsOn: () => alarmsOn(cloudWatch, stackName),
    countedLastHour: () =>
      countedLastHour(cloudWatch, config.stage, {
        apiId: apiIdOf(Object.keys(config.connections), outputs),
        receiveFunction: outputs.optional(functionOutput('receive')) ?? 'unknown',
      }),
    functionFacts: (name) => functionFacts(lambda, outputs.optional(functionOutput(name))),
    deniedActions: (roleArn, actions, resourceArn) => deniedActions(iam, roleArn, actions, resourceArn),
    eventSources: (queueArn) => listEventSources(lambda, queueArn),
    close() {
      for (const each of [sqs, secrets, dynamodb, sts, cloudWatch, lambda, logs, iam]) each.destroy();
    },
  };
}

/** What is not given, the SDK finds where it always does: the environment, then the profile. */
function clientSettings({ region: own }: ResolvedConfig, { region = own, profile }: AwsChoice) {
  return { ...(region === undefined ? {} : { region }), ...(profile === undefined ? {} : { profile }) };
}

async function readOutputs(stackName: string, client: ReturnType<typeof clientSettings>) {
  const cloudFormation = new CloudFormationClient(client);
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
    return toReader(stackName, Stacks?.[0]?.Outputs ?? []);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StageError(`The stack ${stackName} cannot be read: ${why}. ${wayOut(error, stackName)}`, {
      cause: error,
    });
  } finally {
    cloudFormation.destroy();
  }
}

function toReader(stackName: string, outputs: readonly Output[]) {
  const optional = (name: string) => outputs.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  return {
    optional,
    required(name: string): string {
      const value = optional(name);
      if (value === undefined) throw new StageError(`The stack ${stackName} has no output ${name}`);
      return value;
    },
  };
}

/** From the metric, because a receive would tell less and take a message away from `deliver` for a while. */
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

/** The first label of the host that API Gateway gives: https://<id>.execute-api.<region>.amazonaws.com */
function apiIdOf(connections: readonly string[], outputs: ReturnType<typeof toReader>): string {
  const [url] = connections.flatMap((connection) => outputs.optional(webhookUrlOutput(connection)) ?? []);
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
