import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ResolvedConfig } from '../../../shared/config/resolved.ts';
import type { Region } from '../../../shared/customerio/regions.ts';
import type { StageQueues } from '../../../shared/dead-letters/stage-queues.ts';
import type { FunctionName } from '../../../shared/stack-outputs.ts';

/** A running stage, local or deployed: where its queues are, and what else a tool may ask it. */
export interface Stage extends StageQueues {
  readonly name: string;
  readonly isLocal: boolean;
  /** Options with which a command reaches it, such as `--stage prod --region us-east-1`. */
  readonly options: string;
  /** Options with which the AWS CLI reaches what it has, such as `--region us-east-1`. */
  readonly awsOptions: string;
  /** How it becomes what this checkout says: a sentence. */
  readonly howToDeploy: string;
  /** `connector.config.ts` of this checkout, resolved for this stage: not necessarily what is deployed. */
  readonly config: ResolvedConfig;
  readonly secrets: SecretsManagerClient;
  readonly dynamodb: DynamoDBClient;
  readonly peopleTable: string;
  /** The Track API as the functions of this stage reach it. */
  readonly trackOrigins: Readonly<Record<Region, string>>;
  /** Version of the deployed mapping; `undefined` if the stack has no such output. */
  readonly mappingVersion: string | undefined;
  /** How long the message counts of a queue may be behind, in milliseconds: SQS promises about a minute. */
  readonly countsLagMs: number;
  /** The user at work, for the audit log. */
  whoAmI(): Promise<string>;
  /** Keeps a line where its author cannot change it; on this machine there is no such place. @throws if it is not kept */
  keepAudit(line: string): Promise<void>;
  /** @throws if it cannot be read, for whatever reason */
  readSecret(name: string): Promise<string>;
  /**
   * Age of the oldest message in a queue, hidden ones included; `undefined` if unknown.
   *
   * @param count about how many the queue has
   */
  oldestAgeSeconds(queueUrl: string, count: number): Promise<number | undefined>;
  /** Webhook URL of a connection; `undefined` if the stack has no such output. */
  webhookUrl(connection: string): string | undefined;
  /** The alarms that are on, without the name they begin with. Only of a deployed stage. */
  alarmsOn(): Promise<readonly string[]>;
  /** Counts of the functions for each connection and workspace in the last hour. Only of a deployed stage. */
  countedLastHour(): Promise<readonly Counted[]>;
  /** Settings of a function as they are in AWS; `undefined` if the stack has no output for it. */
  functionFacts(name: FunctionName): Promise<FunctionFacts | undefined>;
  /** Which of these actions a role is not allowed on a resource. @throws AccessDenied if this identity may not ask */
  deniedActions(
    roleArn: string,
    actions: readonly string[],
    resourceArn: string,
    context?: Readonly<Record<string, string>>,
  ): Promise<readonly string[]>;
  /** The event source between a queue and a function; `undefined` where the stage polls without Lambda. */
  eventSources(queueArn: string): Promise<readonly EventSource[] | undefined>;
  close(): void;
}

/** A metric of `shared/metrics.ts`, and of what; or `requests` to API Gateway, and those `received` by `receive`. */
export interface Counted {
  readonly metric: string;
  readonly connection?: string;
  /** Such as `cinema/PRODUCTION`. */
  readonly workspace?: string;
  readonly cause?: string;
  readonly sum: number;
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export interface FunctionFacts {
  readonly functionName: string;
  /** Of the role it works with. */
  readonly roleArn: string;
  /** Such as `Active`. */
  readonly state: string;
  /** `JSON` or `Text`. */
  readonly logFormat: string;
  /** Below which Lambda drops log lines. */
  readonly logLevel?: string;
}

/** An event source mapping, as Lambda describes it. */
export interface EventSource {
  readonly uuid: string;
  /** Such as `Enabled`. @see https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
  readonly state: string;
}

/** Where a stage is, instead of where it would be looked for. */
export interface AwsChoice {
  /** Name of its stack. */
  readonly stack?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

/** A stage that cannot be reached, in words that say what to do. */
export class StageError extends Error {
  override readonly name = 'StageError';
}
