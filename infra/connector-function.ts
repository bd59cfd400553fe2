import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  type CfnFunction,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type {
  DeliverConfig,
  ReceiveConfig,
  ResolvedConfig,
  WidgetConfig,
} from '../shared/config/resolved.ts';
import { METRICS_NAMESPACE } from '../shared/metrics.ts';
import type { FunctionName } from '../shared/stack-outputs.ts';
import { functionCode } from './bundle.ts';
import { acknowledgeAnyKey } from './key-use.ts';
import { partName } from './name-of.ts';

/** Memory in MB, which determines the share of a CPU. docs/benchmarks.md has durations and costs of other sizes. */
export const MEMORY_MB = 512;

export interface ConnectorFunctionProps {
  /** Folder under `functions/`, and service name in logs and metrics. */
  readonly name: FunctionName;
  readonly description: string;
  /** @default names of CloudFormation */
  readonly namePrefix?: string | undefined;
  /** Content of `config.json` in the bundle. */
  readonly config: ReceiveConfig | DeliverConfig | WidgetConfig;
  readonly timeout: Duration;
  /**
   * Reserved concurrency, which is also its maximum.
   * @default those of the account
   */
  readonly reservedConcurrency?: number | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** Permissions of the function, in addition to writing its log and traces. */
  readonly permissions: readonly PolicyStatement[];
  readonly logRetentionDays: number;
  /**
   * Key of its log.
   * @default a key of AWS's own
   */
  readonly encryptionKey?: IKey | undefined;
  /** True if X-Ray traces it. */
  readonly tracing: boolean;
  /**
   * Network settings, with the names of the functions in it.
   * @default outside of your networks
   */
  readonly vpc: ResolvedConfig['vpc'];
}

/** The common parts of functions: runtime, bundle, log, traces and a role without permissions by default. */
export class ConnectorFunction extends Construct {
  readonly function: LambdaFunction;
  readonly log: LogGroup;

  constructor(scope: Construct, id: string, props: ConnectorFunctionProps) {
    super(scope, id);
    const functionName = partName(props.namePrefix, props.name);
    this.log = new LogGroup(this, 'Log', {
      ...(functionName && { logGroupName: `/aws/lambda/${functionName}` }),
      retention: props.logRetentionDays,
      encryptionKey: props.encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY, // logs have no personal data and no events, so nothing is lost with them
    });
    const vpc = props.vpc?.functions.includes(props.name) ? props.vpc : undefined;
    const permissions = [
      ...props.permissions,
      writeLog(this.log),
      ...(vpc === undefined ? [] : [joinNetwork(this)]),
    ];
    acknowledgeAnyKey(this, permissions);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      // Inline, so that the role is complete before anything uses it.
      inlinePolicies: {
        [props.name]: new PolicyDocument({ statements: permissions }),
      },
    });
    this.function = new LambdaFunction(this, 'Function', {
      functionName,
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
      reservedConcurrentExecutions: props.reservedConcurrency,
      role,
      environment: {
        POWERTOOLS_SERVICE_NAME: props.name,
        POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
        ...(vpc?.proxy && proxyVariables(vpc.proxy)),
        ...props.environment,
      },
      logGroup: this.log,
      loggingFormat: LoggingFormat.JSON,
      // Lambda writes no lines for successful invocations. WARN keeps those of failed ones:
      // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
      systemLogLevelV2: SystemLogLevel.WARN,
      tracing: props.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
    });
    if (props.tracing) allowTracing(role);
    // The construct library needs a whole network, looked up in the account. Here ids are enough.
    if (vpc !== undefined) {
      const { subnetIds, securityGroupIds } = vpc;
      (this.function.node.defaultChild as CfnFunction).vpcConfig = { subnetIds, securityGroupIds };
    }
  }
}

/** Returns the variables that `functions/settings.ts` reads. */
function proxyVariables({ url, noProxy }: NonNullable<NonNullable<ResolvedConfig['vpc']>['proxy']>) {
  return { HTTPS_PROXY: url, ...(noProxy.length > 0 && { NO_PROXY: noProxy.join() }) };
}

/**
 * Acknowledges the default policy, which has only the permissions of active tracing. Everything above is checked
 * without exception.
 */
function allowTracing(role: Role): void {
  Validations.of(role.node.findChild('DefaultPolicy')).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'xray:PutTraceSegments and xray:PutTelemetryRecords know no resource: AWS accepts only *.',
  });
}

/**
 * Permits the function to join a network, which Lambda does with the role of the function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
function joinNetwork(scope: ConnectorFunction): PolicyStatement {
  Validations.of(scope).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'Lambda checks these actions on *: the network interfaces do not exist before it has created them.',
  });
  return new PolicyStatement({
    actions: [
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    resources: ['*'],
  });
}

function writeLog(logGroup: LogGroup): PolicyStatement {
  return new PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
}
