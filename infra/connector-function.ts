import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { DeliverConfig, ReceiveConfig } from '../shared/config/resolved.ts';
import { METRICS_NAMESPACE } from '../shared/metrics.ts';
import { functionCode } from './bundle.ts';

/** MB; for the share of a CPU that comes with it. docs/benchmarks.md has durations and costs of other sizes. */
export const MEMORY_MB = 512;

export interface ConnectorFunctionProps {
  /** Its folder under `functions/`, and its service name in logs and metrics. */
  readonly name: 'receive' | 'deliver';
  readonly description: string;
  /** Travels in the bundle as `config.json`. */
  readonly config: ReceiveConfig | DeliverConfig;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  /** All it may do, but for writing its own log and traces. */
  readonly permissions: readonly PolicyStatement[];
  readonly logRetentionDays: number;
  /** Whether X-Ray records what it does. */
  readonly tracing: boolean;
}

/** What `receive` and `deliver` have in common: runtime, bundle, log, traces and a role that can do nothing by default. */
export class ConnectorFunction extends Construct {
  readonly function: LambdaFunction;
  readonly log: LogGroup;

  constructor(scope: Construct, id: string, props: ConnectorFunctionProps) {
    super(scope, id);
    this.log = new LogGroup(this, 'Log', {
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY, // logs hold nobody's data and no event: nothing is lost with them
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      // Inline, so that the role is whole before anything uses it.
      inlinePolicies: {
        [props.name]: new PolicyDocument({ statements: [...props.permissions, writeLog(this.log)] }),
      },
    });
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: functionCode(
        fileURLToPath(new URL(`../functions/${props.name}/handler.ts`, import.meta.url)),
        props.config,
      ),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: MEMORY_MB,
      timeout: props.timeout,
      role,
      environment: {
        POWERTOOLS_SERVICE_NAME: props.name,
        POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
        ...props.environment,
      },
      logGroup: this.log,
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN, // no START, END and REPORT line for every invocation
      tracing: props.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
    });
    if (props.tracing) allowTracing(role);
  }
}

/** The default policy holds what active tracing adds, and nothing else; everything above is checked without exception. */
function allowTracing(role: Role): void {
  Validations.of(role.node.findChild('DefaultPolicy')).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'xray:PutTraceSegments and xray:PutTelemetryRecords know no resource: AWS accepts only *.',
  });
}

function writeLog(logGroup: LogGroup): PolicyStatement {
  return new PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
}
