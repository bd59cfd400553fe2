import { Annotations, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ConnectorConfig } from '../shared/config/define-config.ts';
import { resolveConfig } from '../shared/config/resolve.ts';
import type { ResolvedConfig } from '../shared/config/resolved.ts';
import { unlistedSharedNames } from '../shared/config/shared-names.ts';
import { ConnectionSecrets } from './connection-secrets.ts';
import { DeadLetterWidget } from './dead-letter-widget.ts';
import { Delivery } from './delivery.ts';
import { EventQueues } from './event-queues.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import { nameOf, partName } from './name-of.ts';
import { addOutputs } from './outputs.ts';
import { PeopleTable } from './people-table.ts';
import { WebhookApi } from './webhook-api.ts';

export interface PurchaselyCustomerioProps {
  /**
   * A stage of `config`. Its name is in secrets, metrics and exports, so a region of an account can have each stage
   * only once.
   */
  readonly stage: string;
  /** The result of `defineConfig`. */
  readonly config: ConnectorConfig;
}

/**
 * The connector of one stage: webhook API → events queue → delivery to Customer.io, with monitoring. Its parts are
 * public, to grant access or to extend them.
 *
 * @example new PurchaselyCustomerio(stack, 'Subscriptions', { stage: 'prod', config });
 */
export class PurchaselyCustomerio extends Construct {
  readonly stage: string;
  /** The API that receives webhooks. */
  readonly api: HttpApi;
  /** Verifies a webhook and puts it into the events queue. */
  readonly receive: LambdaFunction;
  /** Holds webhooks until they are delivered. */
  readonly eventsQueue: Queue;
  /** Maps the webhooks of the events queue and sends them to Customer.io. */
  readonly deliver: LambdaFunction;
  /** Holds events that failed permanently, with the reason. */
  readonly deadLetterQueue: Queue;
  /** Holds the purchases of each person. */
  readonly peopleTable: Table;
  /** Empty with `alarms: false`. */
  readonly alarms: readonly Alarm[];
  /** Shows dead letters on the dashboard and replays them. Absent without a dashboard. Grant `lambda:InvokeFunction` on it. */
  readonly deadLetterWidget?: LambdaFunction;
  /** Audit log of actions on the stage, written by the commands and the widget. */
  readonly auditLog: LogGroup;

  readonly #webhooks: WebhookApi;

  /** @throws {ConfigError} with the path of each faulty key */
  constructor(scope: Construct, id: string, props: PurchaselyCustomerioProps) {
    super(scope, id);
    const config = resolve(props);
    const { connections, namePrefix } = config;
    const removalPolicy = REMOVAL_POLICIES[config.removal];
    this.stage = config.stage;

    const encryptionKey =
      config.encryptionKeyArn === undefined
        ? undefined
        : Key.fromKeyArn(this, 'Key', config.encryptionKeyArn);
    const secrets = new ConnectionSecrets(this, 'Secrets', { connections, removalPolicy, encryptionKey });
    const queues = new EventQueues(this, 'Queues', {
      namePrefix,
      removalPolicy,
      delivery: config.delivery,
      encryptionKey,
    });
    this.#webhooks = new WebhookApi(this, 'Webhooks', {
      name: nameOf(this, namePrefix),
      config,
      queues,
      readSecrets: secrets.readPurchasely,
      encryptionKey,
    });
    const people = new PeopleTable(this, 'People', {
      namePrefix,
      removalPolicy,
      deletionProtection: config.people.deletionProtection,
      encryptionKey,
    });
    const delivery = new Delivery(this, 'Delivery', {
      config,
      queues,
      people,
      readSecrets: secrets.readCustomerio,
      encryptionKey,
    });
    // Kept after the stack is deleted, and for a year, to show who deleted what.
    this.auditLog = new LogGroup(this, 'Audit', {
      logGroupName: partName(namePrefix, 'audit'),
      retention: RetentionDays.THIRTEEN_MONTHS,
      encryptionKey,
      removalPolicy,
    });
    const { dashboard } = config;
    const widget =
      dashboard !== false && dashboard.deadLetterWidget
        ? new DeadLetterWidget(this, 'DeadLetterWidget', {
            config,
            dashboard,
            queues,
            auditLog: this.auditLog,
            encryptionKey,
          })
        : undefined;
    const monitoring = new Monitoring(this, 'Monitoring', {
      name: nameOf(this, namePrefix),
      config,
      queues,
      people,
      webhooks: this.#webhooks,
      delivery,
      ...(widget === undefined ? {} : { deadLetterWidget: widget.show }),
    });

    this.api = this.#webhooks.api;
    this.receive = this.#webhooks.receive.function;
    this.eventsQueue = queues.events;
    this.deliver = delivery.deliver.function;
    this.deadLetterQueue = queues.deadLetters;
    if (widget !== undefined) this.deadLetterWidget = widget.show.function;
    this.peopleTable = people.table;
    this.alarms = monitoring.alarms;

    addOutputs(this, config);
    for (const [key, value] of Object.entries(config.tags)) Tags.of(this).add(key, value);
    if (config.permissionsBoundary !== undefined) boundRoles(this, config.permissionsBoundary);
    warnOfSharedNames(this, props.config);
    forbidTwins(this);
  }

  /** Target of the DNS record for the domain. Undefined if the stack creates the record, or without a domain. */
  get domainTarget(): string | undefined {
    return this.#webhooks.domain?.target;
  }

  /** @returns the webhook URL of a connection, for Purchasely's console */
  webhookUrl(connection: string): string {
    return this.#webhooks.urlOf(connection);
  }
}

/**
 * Removal policies of queues, table, secrets and audit log. Each message is the only copy of an acknowledged webhook.
 * By default, neither deleting the stack nor replacing a queue removes it. An empty queue that is left behind costs
 * nothing.
 */
const REMOVAL_POLICIES: Readonly<Record<ResolvedConfig['removal'], RemovalPolicy>> = {
  // A failed deployment removes the resources it has created, so that it can be repeated.
  retain: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  destroy: RemovalPolicy.DESTROY,
};

function boundRoles(connector: PurchaselyCustomerio, policyArn: string): void {
  const policy = ManagedPolicy.fromManagedPolicyArn(connector, 'PermissionsBoundary', policyArn);
  PermissionsBoundary.of(connector).apply(policy);
}

function resolve({ config, stage }: PurchaselyCustomerioProps): ResolvedConfig {
  try {
    return resolveConfig(config, stage);
  } catch (error) {
    // The message names the key. The stack trace starts where the app creates the connector.
    if (error instanceof Error) Error.captureStackTrace(error, PurchaselyCustomerio);
    throw error;
  }
}

function warnOfSharedNames(connector: PurchaselyCustomerio, config: ConnectorConfig): void {
  for (const { connection, name, events } of unlistedSharedNames(config)) {
    Annotations.of(connector).addWarningV2(
      `purchasely-customerio:shared-name:${connection}:${name}`,
      `connections.${connection}.events: ${events.join(' and ')} are both ${name} at Customer.io. Give one another name, or put ${name} into events.sharedNames`,
    );
  }
}

/**
 * Refuses two connectors with the same stage, because CloudFormation would refuse the second during deployment: its
 * exports have the same names.
 */
function forbidTwins(connector: PurchaselyCustomerio): void {
  connector.node.addValidation({
    validate: () =>
      connector.node.root.node
        .findAll()
        .filter((other): other is PurchaselyCustomerio => other instanceof PurchaselyCustomerio)
        .filter(
          (other) => other !== connector && other.stage === connector.stage && isWithin(other, connector),
        )
        .map(
          (other) =>
            `${other.node.path} is the stage ${connector.stage} too, in the same account and region. Give one of them a stage of another name`,
        ),
  });
}

function isWithin(one: Construct, other: Construct): boolean {
  return Stack.of(one).environment === Stack.of(other).environment;
}
