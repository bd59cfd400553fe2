import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { ResolvedConfig } from '../shared/config/resolved.ts';
import {
  AUDIT_LOG_OUTPUT,
  functionOutput,
  MAPPING_VERSION_OUTPUT,
  PEOPLE_TABLE_OUTPUT,
  webhookUrlOutput,
} from '../shared/stack-outputs.ts';
import { ConnectionSecrets } from './connection-secrets.ts';
import { Delivery } from './delivery.ts';
import { EventQueues } from './event-queues.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import { PeopleTable } from './people-table.ts';
import { WebhookApi } from './webhook-api.ts';

/** The connector of one stage: webhook API → events queue → delivery to Customer.io, and what is watched. */
export class ConnectorStack extends Stack {
  constructor(scope: Construct, config: ResolvedConfig) {
    const { stage, account, region, mappingVersion, connections } = config;
    super(scope, stackName(stage), {
      description: `Carries Purchasely webhooks to Customer.io (${stage})`,
      env: { account, region },
    });

    const secrets = new ConnectionSecrets(this, 'Secrets', { connections });
    const queues = new EventQueues(this, 'Queues', {
      maxReceiveCount: config.delivery.maxReceiveCount,
    });
    const webhooks = new WebhookApi(this, 'Webhooks', {
      config,
      eventsQueue: queues.events,
      readSecrets: secrets.readPurchasely,
    });
    const people = new PeopleTable(this, 'People', config.people);
    const delivery = new Delivery(this, 'Delivery', {
      config,
      queues,
      people,
      readSecrets: secrets.readCustomerio,
    });
    new Monitoring(this, 'Monitoring', { config, queues, people, webhooks, delivery });

    // Written by the tools. It tells who deleted what also when the stack is gone, and a whole year later.
    const auditLog = new LogGroup(this, 'Audit', {
      retention: RetentionDays.THIRTEEN_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });

    for (const connection of Object.keys(connections)) {
      new CfnOutput(this, webhookUrlOutput(connection), {
        description: `Goes into the Purchasely console of ${connection}`,
        value: webhooks.urlOf(connection),
      });
    }
    new CfnOutput(this, 'EventsQueueUrl', { value: queues.events.queueUrl });
    new CfnOutput(this, 'DeadLetterQueueUrl', { value: queues.deadLetters.queueUrl });
    new CfnOutput(this, PEOPLE_TABLE_OUTPUT, { value: people.table.tableName });
    new CfnOutput(this, AUDIT_LOG_OUTPUT, {
      description: 'Who did what to dead letters, people and secrets',
      value: auditLog.logGroupName,
    });
    new CfnOutput(this, functionOutput('receive'), { value: webhooks.receive.function.functionName });
    new CfnOutput(this, functionOutput('deliver'), { value: delivery.deliver.function.functionName });
    new CfnOutput(this, MAPPING_VERSION_OUTPUT, {
      description: 'The mapping that is deployed, as logs and dead letters name it',
      value: mappingVersion,
    });
  }
}

export function stackName(stage: string): string {
  return `PurchaselyCustomerio-${stage}`;
}
