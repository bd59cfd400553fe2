/** Outputs of the stack that tools look for, beside the URLs of its queues. */

/** Prefix of the names of alarms, and the name of dashboard and saved queries. */
export const NAME_OUTPUT = 'Name';

/** An output that every stage has: the stack that exports it for a stage holds that stage. */
export const EVENTS_QUEUE_OUTPUT = 'EventsQueueUrl';

/** Id of the API: of a stage with a domain, whose webhook URLs do not contain it. */
export const API_ID_OUTPUT = 'ApiId';

/** Target of the domain's DNS record, if the stack does not create it. */
export const DOMAIN_TARGET_OUTPUT = 'DomainTarget';

/** The mapping version of the configuration that was deployed. */
export const MAPPING_VERSION_OUTPUT = 'MappingVersion';

/** Name of the table in which people are kept. */
export const PEOPLE_TABLE_OUTPUT = 'PeopleTable';

/** Name of the log group that keeps who did what to the stage. */
export const AUDIT_LOG_OUTPUT = 'AuditLog';

/** The functions of a stage; the last one only with a dashboard that shows dead letters. */
export type FunctionName = 'receive' | 'deliver' | 'dead-letter-widget';

/** Name of the output with the name of a function. */
export const functionOutput = (name: FunctionName) => `${inPascalCase(name)}Function`;

/** Name of the output with the webhook URL of a connection. Names of outputs take neither hyphens nor underscores. */
export function webhookUrlOutput(connection: string): string {
  return `WebhookUrl${inPascalCase(connection)}`;
}

function inPascalCase(name: string): string {
  const words = name.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return words.join('');
}

/** Name of a stage's stack in this repository's own app. Other apps choose their names. */
export function ownStackName(stage: string): string {
  return `PurchaselyCustomerio-${stage}`;
}

/** Export name of an output. CloudFormation refuses two stages of the same name in an account and region. */
export function exportNameOf(stage: string, output: string): string {
  return `purchasely-customerio:${stage}:${output}`;
}
