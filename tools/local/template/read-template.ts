import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findStage, referenceIn, type TemplateOutput } from './find-stage.ts';
import { resolve, type World } from './intrinsics.ts';

/** The parts of a synthesized stack that run locally. */
export interface LocalTemplate {
  readonly queues: readonly QueueResource[];
  readonly tables: readonly TableResource[];
  readonly functions: readonly FunctionResource[];
  readonly routes: readonly RouteResource[];
  readonly eventSources: readonly EventSourceResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Types of the resources that are not simulated locally. */
  readonly ignoredTypes: readonly string[];
}

interface QueueResource {
  readonly logicalId: string;
  /** In the form of `CreateQueue`. A redrive policy names its target by ARN. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface TableResource {
  readonly logicalId: string;
  /** Name of the partition key, a string. There is no sort key. */
  readonly partitionKey: string;
}

export interface FunctionResource {
  readonly logicalId: string;
  /** Folder of the bundle. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

interface RouteResource {
  /** For example `POST /webhooks/{connection+}`. */
  readonly routeKey: string;
  readonly functionId: string;
}

interface EventSourceResource {
  readonly queueArn: string;
  readonly functionId: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly maximumConcurrency: number;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

/** Types of resources that run locally. */
const READ_TYPES: ReadonlySet<string> = new Set([
  'AWS::SQS::Queue',
  'AWS::DynamoDB::Table',
  'AWS::Lambda::Function',
  'AWS::Lambda::EventSourceMapping',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Integration',
  'AWS::SecretsManager::Secret', // name and value come from the configuration
]);

/**
 * Reads the template of a synthesized stack. Resolves only the properties that are used.
 *
 * @param stage name of the stage to read, if the stack may hold several, or other resources
 * @throws {Error} if a property cannot be resolved, or a required one is missing
 */
export function readTemplate(path: string, outside: World, stage?: string): LocalTemplate {
  const template = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly Resources: Readonly<Record<string, Resource>>;
    readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
  };
  const world: World = {
    ...outside,
    ref: (logicalId) => outside.ref(logicalId, template.Resources[logicalId]?.Type ?? ''),
  };
  const { Outputs = {} } = template;
  const { ids, outputs } = stage === undefined ? { outputs: Outputs } : findStage(Outputs, stage);
  const resources = Object.entries(template.Resources);
  /** Resources of a type that belong to the stage by their own id, or by that of the function they lead to. */
  const ofType = (type: string, functionOf?: (resource: Resource) => string | undefined) =>
    resources
      .filter(([, resource]) => resource.Type === type)
      .filter(([id, resource]) => ids?.has(functionOf?.(resource) ?? id) ?? true)
      .map(([logicalId, resource]) => new ResourceReader(logicalId, resource, world));
  const functionBehind = (route: Resource) => integratedFunction(route, template.Resources);
  const consumer = ({ Properties }: Resource) => referenceIn(Properties?.['FunctionName']);

  return {
    queues: ofType('AWS::SQS::Queue').map(toQueue),
    tables: ofType('AWS::DynamoDB::Table').map(toTable),
    functions: ofType('AWS::Lambda::Function').map((resource) => toFunction(resource, dirname(path))),
    routes: ofType('AWS::ApiGatewayV2::Route', functionBehind).map((route) => ({
      routeKey: String(route.required('RouteKey')),
      functionId: required(functionBehind(route.resource), route.logicalId),
    })),
    eventSources: ofType('AWS::Lambda::EventSourceMapping', consumer).map((source) =>
      toEventSource(source, consumer(source.resource)),
    ),
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, { Value }]) => [name, resolve(Value, world, `Outputs.${name}`)]),
    ),
    ignoredTypes: [...new Set(resources.map(([, { Type }]) => Type))]
      .filter((type) => !READ_TYPES.has(type))
      .sort(),
  };
}

/** Reads the properties of one resource. */
class ResourceReader {
  readonly logicalId: string;
  readonly resource: Resource;
  readonly #world: World;

  constructor(logicalId: string, resource: Resource, world: World) {
    this.logicalId = logicalId;
    this.resource = resource;
    this.#world = world;
  }

  optional(name: string): unknown {
    return resolve(this.resource.Properties?.[name], this.#world, `${this.logicalId}.${name}`);
  }

  required(name: string): unknown {
    const value = this.optional(name);
    if (value === undefined) throw new Error(`${this.logicalId}.${name} is not in the template`);
    return value;
  }
}

/** Queue properties that have the same name in `CreateQueue`. */
const QUEUE_ATTRIBUTES = [
  'VisibilityTimeout',
  'MessageRetentionPeriod',
  'DelaySeconds',
  'ReceiveMessageWaitTimeSeconds',
];

function toQueue(resource: ResourceReader): QueueResource {
  const same = QUEUE_ATTRIBUTES.flatMap((name) => {
    const value = resource.optional(name);
    return value === undefined ? [] : [[name, String(value)]];
  });
  const redrive = resource.optional('RedrivePolicy');
  return {
    logicalId: resource.logicalId,
    attributes: {
      ...Object.fromEntries(same),
      ...(redrive === undefined ? {} : { RedrivePolicy: JSON.stringify(redrive) }),
    },
  };
}

function toTable(resource: ResourceReader): TableResource {
  const [key, ...others] = resource.required('KeySchema') as { AttributeName: string }[];
  if (key === undefined || others.length > 0) {
    throw new Error(
      `${resource.logicalId}: the local run supports only tables with a partition key and no sort key`,
    );
  }
  return { logicalId: resource.logicalId, partitionKey: key.AttributeName };
}

function toFunction(resource: ResourceReader, assembly: string): FunctionResource {
  const asset = resource.resource.Metadata?.['aws:asset:path'];
  if (typeof asset !== 'string')
    throw new Error(
      `${resource.logicalId}: the template does not say where its code is. The CDK CLI has it say so: cdk synth`,
    );
  const { Variables = {} } = (resource.optional('Environment') ?? {}) as {
    Variables?: Record<string, string>;
  };
  return {
    logicalId: resource.logicalId,
    directory: join(assembly, asset),
    environment: Variables,
    timeoutSeconds: Number(resource.required('Timeout')),
    memoryMb: Number(resource.required('MemorySize')),
  };
}

/** The target is `integrations/<Ref>`; that integration refers to the function. */
function integratedFunction(
  { Properties }: Resource,
  resources: Readonly<Record<string, Resource>>,
): string | undefined {
  const integration = referenceIn(Properties?.['Target']);
  return integration && referenceIn(resources[integration]?.Properties?.['IntegrationUri']);
}

function required(functionId: string | undefined, logicalId: string): string {
  if (functionId === undefined) throw new Error(`${logicalId} refers to no function`);
  return functionId;
}

function toEventSource(resource: ResourceReader, functionId: string | undefined): EventSourceResource {
  const responses = resource.optional('FunctionResponseTypes');
  if (!Array.isArray(responses) || !responses.includes('ReportBatchItemFailures')) {
    throw new Error(
      `${resource.logicalId}: the local run supports only event sources with ReportBatchItemFailures`,
    );
  }
  const scaling = resource.optional('ScalingConfig') as { MaximumConcurrency: number } | undefined;
  return {
    queueArn: String(resource.required('EventSourceArn')),
    functionId: required(functionId, resource.logicalId),
    batchSize: Number(resource.required('BatchSize')),
    windowSeconds: Number(resource.optional('MaximumBatchingWindowInSeconds') ?? 0),
    maximumConcurrency: scaling?.MaximumConcurrency ?? Number.POSITIVE_INFINITY,
  };
}
