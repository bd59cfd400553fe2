import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import type { Region } from '../../../shared/customerio/regions.ts';
import type { StageQueues } from '../../../shared/dead-letters/stage-queues.ts';
import type { FunctionName } from '../../../shared/stack-outputs.ts';

/** A running stage, local or deployed, as commands use it. */
export interface Stage extends StageQueues {
  readonly name: string;
  readonly isLocal: boolean;
  /** Options of a command for this stage, such as `--stage prod --region us-east-1`. */
  readonly options: string;
  /** Options of the AWS CLI for this stage, such as `--region us-east-1`. */
  readonly awsOptions: string;
  /** A sentence about how to deploy this checkout. */
  readonly howToDeploy: string;
  /** `connector.config.ts` of this checkout, resolved for this stage. The deployed configuration may differ. */
  readonly config: ResolvedConfig;
  readonly secrets: SecretsManagerClient;
  readonly dynamodb: DynamoDBClient;
  readonly peopleTable: string;
  /** Origins of the Track API that the functions of this stage use. */
  readonly trackOrigins: Readonly<Record<Region, string>>;
  /** Version of the deployed mapping. Undefined if the stack has no such output. */
  readonly mappingVersion: string | undefined;
  /** Maximum delay of the message counts of a queue, in milliseconds. SQS promises about a minute. */
  readonly countsLagMs: number;
  /** Returns the user, for the audit log. */
  whoAmI(): Promise<string>;
  /** Writes a line to the audit log of the stage. A local stage has none. @throws if it cannot be written */
  keepAudit(line: string): Promise<void>;
  /** @throws if it cannot be read, for any reason */
  readSecret(name: string): Promise<string>;
  /**
   * Returns the age of the oldest message in a queue, including hidden ones, or undefined if unknown.
   *
   * @param count approximate number of messages in the queue
   */
  oldestAgeSeconds(queueUrl: string, count: number): Promise<number | undefined>;
  /** Returns the webhook URL of a connection, or undefined if the stack has no such output. */
  webhookUrl(connection: string): string | undefined;
  /** Returns the alarms that are on, without the common prefix of their names. Only for a deployed stage. */
  alarmsOn(): Promise<readonly string[]>;
  /**
   * Returns the counts of the functions for each connection and workspace in the last hour. Only for a deployed stage.
   */
  countedLastHour(): Promise<readonly Counted[]>;
  /** Returns the current settings of a function, or undefined if the stack has no output for it. */
  functionFacts(name: FunctionName): Promise<FunctionFacts | undefined>;
  /** Returns the actions that a role is denied on a resource. @throws AccessDenied if this identity may not ask */
  deniedActions(
    roleArn: string,
    actions: readonly string[],
    resourceArn: string,
    context?: Readonly<Record<string, string>>,
  ): Promise<readonly string[]>;
  /** Returns the event sources of a queue, or undefined if the stage polls without Lambda. */
  eventSources(queueArn: string): Promise<readonly EventSource[] | undefined>;
  close(): void;
}

/**
 * A count: a metric of `shared/metrics.ts` with its dimensions, or `requests` to API Gateway, or those `received` by
 * `receive`.
 */
export interface Counted {
  readonly metric: string;
  readonly connection?: string;
  /** For example `cinema/PRODUCTION`. */
  readonly workspace?: string;
  readonly cause?: string;
  readonly sum: number;
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export interface FunctionFacts {
  readonly functionName: string;
  /** ARN of its role. */
  readonly roleArn: string;
  /** State, such as `Active`. */
  readonly state: string;
  /** `JSON` or `Text`. */
  readonly logFormat: string;
  /** Level below which Lambda drops log lines. */
  readonly logLevel?: string;
}

/** An event source mapping, as Lambda describes it. */
export interface EventSource {
  readonly uuid: string;
  /** Such as `Enabled`. @see https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
  readonly state: string;
}

/** Options that choose where to look for a stage. */
export interface AwsChoice {
  /** Name of its stack. */
  readonly stack?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

/** A stage cannot be reached. The message says what to do. */
export class StageError extends Error {
  override readonly name = 'StageError';
}
