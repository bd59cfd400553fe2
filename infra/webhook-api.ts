import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FilterPattern, LogGroup, LogGroupClass, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type ResolvedConfig, toReceiveConfig } from '../shared/config/resolved.ts';
import { groupBy } from '../shared/group-by.ts';
import { ACCEPTED_METRIC, METRICS_NAMESPACE } from '../shared/metrics.ts';
import { ConnectorFunction } from './connector-function.ts';
import type { EventQueues } from './event-queues.ts';
import { useKey } from './key-use.ts';
import { WebhookDomain } from './webhook-domain.ts';

/** Less than Purchasely's timeout of ten seconds, so that it gets an answer. */
const RECEIVE_TIMEOUT = Duration.seconds(8);
/** Timeout with a backend. The rest is for API Gateway and the network. */
const RELAY_TIMEOUT = Duration.seconds(9);

/** Fields of the access log, without address, user agent and path, which are not needed for counts and durations. */
const ACCESS_LOG_FORMAT = {
  requestId: '$context.requestId',
  routeKey: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integrationLatency',
  integrationError: '$context.integrationErrorMessage',
};

/**
 * Permits the keys of copy queues. The queue of another account may have its own key, which is unknown here.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
function encryptCopies(queueArns: readonly string[]): PolicyStatement[] {
  const byPlace = groupBy(queueArns, (arn) => arn.split(':').slice(1, 5).join(':'));
  return [...byPlace].map(([place, arns]) => {
    const [partition, , region = '', account] = place.split(':');
    return useKey({
      keyArn: `arn:${partition}:kms:${region}:${account}:key/*`,
      service: 'sqs',
      region,
      context: { name: 'aws:sqs:arn', arns },
    });
  });
}

export interface WebhookApiProps {
  /** Name of the API and its access log. */
  readonly name: string;
  readonly config: ResolvedConfig;
  /** Queues for verified webhooks. */
  readonly queues: EventQueues;
  /** Lets `receive` read the shared secrets. */
  readonly readSecrets: readonly PolicyStatement[];
  /** Key of its logs. */
  readonly encryptionKey?: IKey | undefined;
}

/** `POST /webhooks/<connection>`, and the function `receive` behind it. */
export class WebhookApi extends Construct {
  readonly api: HttpApi;
  readonly receive: ConnectorFunction;
  readonly accessLog: LogGroup;
  /** Domain of the stage, if it has one. */
  readonly domain?: WebhookDomain;
  readonly #origin: string;

  constructor(scope: Construct, id: string, props: WebhookApiProps) {
    super(scope, id);
    const { name, config, queues, readSecrets, encryptionKey } = props;
    const { queueArn, queueUrl } = queues.events;
    const connections = Object.values(config.connections);
    const relays = connections.some(({ relay }) => relay !== null);
    const copies = [...new Set(connections.flatMap((connection) => connection.copies))];
    this.receive = new ConnectorFunction(this, 'Receive', {
      name: 'receive',
      description: 'Verifies a Purchasely webhook and puts it into the events queue',
      namePrefix: config.namePrefix,
      config: toReceiveConfig(config),
      timeout: relays ? RELAY_TIMEOUT : RECEIVE_TIMEOUT,
      reservedConcurrency: config.receiveConcurrency,
      environment: { EVENTS_QUEUE_URL: queueUrl },
      permissions: [
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queueArn, ...copies] }),
        ...queues.useOfKey,
        ...encryptCopies(copies),
        ...readSecrets,
      ],
      logRetentionDays: config.logRetentionDays,
      encryptionKey,
      tracing: config.tracing,
      vpc: config.vpc,
    });

    new MetricFilter(this, 'Accepted', {
      logGroup: this.receive.log,
      filterPattern: FilterPattern.numberValue(`$.${ACCEPTED_METRIC}`, '=', 1),
      metricNamespace: METRICS_NAMESPACE,
      metricName: ACCEPTED_METRIC,
      metricValue: '1',
      unit: Unit.COUNT,
      dimensions: { service: '$.service', stage: '$.stage', connection: '$.connection' },
    });

    this.api = new HttpApi(this, 'Api', {
      apiName: name,
      description: 'Takes the webhooks of Purchasely',
      createDefaultStage: false, // replaced by the stage below, with limits and a log
      ...(config.domain?.keepDefaultUrl === false && { disableExecuteApiEndpoint: true }),
    });
    const routes = this.api.addRoutes({
      // Greedy, so that a URL with a trailing slash works: it is another path, and a route cannot end with a slash.
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
      path: '/webhooks/{connection+}',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('Receive', this.receive.function, {
        payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
      }),
    });
    for (const route of routes) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'Purchasely authenticates by a signature over the body, which no authorizer sees. `receive` verifies it.',
      });
    }

    this.accessLog = new LogGroup(this, 'AccessLog', {
      // AWS writes access logs with one policy per account, which names each group and has a size limit. When it is
      // full, only groups with this prefix are written:
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html
      logGroupName: `/aws/vendedlogs/apigateway/${name}`,
      retention: config.logRetentionDays,
      ...(config.accessLogClass === 'INFREQUENT_ACCESS' && {
        logGroupClass: LogGroupClass.INFREQUENT_ACCESS,
      }),
      encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.#origin = config.domain === undefined ? this.api.apiEndpoint : `https://${config.domain.name}`;
    if (config.domain !== undefined) this.domain = new WebhookDomain(this, 'Domain', config.domain);
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      ...(this.domain && { domainMapping: { domainName: this.domain.domainName } }),
      throttle: { rateLimit: config.throttle.requestsPerSecond, burstLimit: config.throttle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_FORMAT)),
      },
    });
  }

  /** Returns the webhook URL for Purchasely's console. */
  urlOf(connection: string): string {
    return `${this.#origin}/webhooks/${connection}`;
  }
}
