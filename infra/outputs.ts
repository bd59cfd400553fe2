import { CfnOutput } from 'aws-cdk-lib';
import type { ResolvedConfig } from '../shared/config/resolved.ts';
import {
  API_ID_OUTPUT,
  AUDIT_LOG_OUTPUT,
  DOMAIN_TARGET_OUTPUT,
  EVENTS_QUEUE_OUTPUT,
  exportNameOf,
  functionOutput,
  MAPPING_VERSION_OUTPUT,
  NAME_OUTPUT,
  PEOPLE_TABLE_OUTPUT,
  webhookUrlOutput,
} from '../shared/stack-outputs.ts';
import { idsWithin, nameOf } from './name-of.ts';
import type { PurchaselyCustomerio } from './purchasely-customerio.ts';

interface Output {
  readonly value: string;
  readonly description?: string;
}

/**
 * Outputs by which the commands find a stage, and which other stacks import. All are exported except the mapping version:
 * CloudFormation refuses to change an imported value, and this one changes with each mapping.
 */
export function addOutputs(connector: PurchaselyCustomerio, config: ResolvedConfig): void {
  const prefix = idsWithin(connector)
    .join('')
    .replace(/[^a-z0-9]/gi, '');
  const add = (name: string, output: Output, exportName?: string) =>
    // With its whole name, because the name that CDK derives from a path ends in a hash.
    new CfnOutput(connector, name, { ...output, ...(exportName && { exportName }) }).overrideLogicalId(
      `${prefix}${name}`,
    );

  for (const [name, output] of Object.entries(exportedBy(connector, config))) {
    add(name, output, exportNameOf(config.stage, name));
  }
  add(MAPPING_VERSION_OUTPUT, {
    description: 'Version of the deployed mapping, as in logs and dead letters',
    value: config.mappingVersion,
  });
}

function exportedBy(connector: PurchaselyCustomerio, config: ResolvedConfig): Record<string, Output> {
  return {
    ...Object.fromEntries(
      Object.keys(config.connections).map((connection) => [
        webhookUrlOutput(connection),
        {
          description: `Webhook URL for the Purchasely console of ${connection}`,
          value: connector.webhookUrl(connection),
        },
      ]),
    ),
    ...(config.domain && { [API_ID_OUTPUT]: { value: connector.api.apiId } }),
    ...(connector.domainTarget && {
      [DOMAIN_TARGET_OUTPUT]: {
        description: `Target of the DNS record of ${config.domain?.name}`,
        value: connector.domainTarget,
      },
    }),
    [NAME_OUTPUT]: {
      description: 'Prefix of the names of alarms; name of the dashboard and the saved queries',
      value: nameOf(connector, config.namePrefix),
    },
    [EVENTS_QUEUE_OUTPUT]: { value: connector.eventsQueue.queueUrl },
    DeadLetterQueueUrl: { value: connector.deadLetterQueue.queueUrl },
    [PEOPLE_TABLE_OUTPUT]: { value: connector.peopleTable.tableName },
    [AUDIT_LOG_OUTPUT]: {
      description: 'Audit log: actions on dead letters, people and secrets',
      value: connector.auditLog.logGroupName,
    },
    [functionOutput('receive')]: { value: connector.receive.functionName },
    [functionOutput('deliver')]: { value: connector.deliver.functionName },
    ...(connector.deadLetterWidget === undefined
      ? {}
      : { [functionOutput('dead-letter-widget')]: { value: connector.deadLetterWidget.functionName } }),
  };
}
