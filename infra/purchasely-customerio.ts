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
   * A stage of `config`. It names the secrets, the metrics and the exports, so an account has each stage once in a region.
   */
  readonly stage: string;
  /** What `defineConfig` returns. */
  readonly config: ConnectorConfig;
}

/**
 * The connector of one stage: webhook API → events queue → delivery to Customer.io, and what is watched. Its parts can be
 * granted on and extended.
 *
 * @example
 * new PurchaselyCustomerio(stack, 'Subscriptions', { stage: 'prod', config });
 */
export class PurchaselyCustomerio extends Construct {
  readonly stage: string;
  /** Takes the webhooks. */
  readonly api: HttpApi;
  /** Verifies a webhook and puts it into the events queue. */
  readonly receive: LambdaFunction;
  /** Holds webhooks until they are delivered. */
  readonly eventsQueue: Queue;
  /** Maps the webhooks of the events queue and sends them to Customer.io. */
  readonly deliver: LambdaFunction;
  /** Holds events that failed for good, with the reason. */
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
      maxReceiveCount: config.delivery.maxReceiveCount,
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
    // It shows deletions also when the stack is gone, and a whole year later.
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

  /** Target for a DNS record of the domain; `undefined` where the stack makes the record, and without a domain. */
  get domainTarget(): string | undefined {
    return this.#webhooks.domain?.target;
  }

  /** @returns what goes into Purchasely's console for a connection of the configuration */
  webhookUrl(connection: string): string {
    return this.#webhooks.urlOf(connection);
  }
}

/**
 * Of queues, table, secrets and audit log. Each message is the only copy of a webhook that was answered 200: unless the stage
 * says otherwise, neither a deleted stack nor a queue that has to be replaced may remove it, and an empty queue that is left
 * behind costs nothing.
 */
const REMOVAL_POLICIES: Readonly<Record<ResolvedConfig['removal'], RemovalPolicy>> = {
  // Only a deployment that fails removes what it has just created, so that it can be repeated.
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
    // The message names the key; the trace begins where the app creates the connector, and not in here.
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

/** CloudFormation would refuse the second of them halfway through its deployment: its exports have the same names. */
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
