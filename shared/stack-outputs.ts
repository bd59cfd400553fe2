/** Outputs of the stack that tools look for, besides the URLs of its queues. */

/** What alarms begin with, and the dashboard and saved queries are called. */
export const NAME_OUTPUT = 'Name';

/** An output that every stage has: whoever exports it for a stage holds that stage. */
export const EVENTS_QUEUE_OUTPUT = 'EventsQueueUrl';

/** Id of the API: of a stage with a domain, whose webhook URLs do not tell it. */
export const API_ID_OUTPUT = 'ApiId';

/** What the DNS record of the domain has to lead to, if somebody else makes it. */
export const DOMAIN_TARGET_OUTPUT = 'DomainTarget';

/** The mapping version of the configuration that was deployed. */
export const MAPPING_VERSION_OUTPUT = 'MappingVersion';

/** Name of the table in which people are kept. */
export const PEOPLE_TABLE_OUTPUT = 'PeopleTable';

/** Name of the log group that keeps who did what to the stage. */
export const AUDIT_LOG_OUTPUT = 'AuditLog';

/** The functions of a stage; the last one only with a dashboard that shows dead letters. */
export type FunctionName = 'receive' | 'deliver' | 'dead-letter-widget';

/** Name of the output that tells the name of a function. */
export const functionOutput = (name: FunctionName) => `${inPascalCase(name)}Function`;

/** Name of the output that tells the webhook URL of a connection. Names of outputs take neither hyphens nor underscores. */
export function webhookUrlOutput(connection: string): string {
  return `WebhookUrl${inPascalCase(connection)}`;
}

function inPascalCase(name: string): string {
  const words = name.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return words.join('');
}

/** What this repository's own app calls the stack of a stage. Other apps call theirs as they like. */
export function ownStackName(stage: string): string {
  return `PurchaselyCustomerio-${stage}`;
}

/** What an output is exported as: no two stages of an account and region have the same name, and CloudFormation sees to it. */
export function exportNameOf(stage: string, output: string): string {
  return `purchasely-customerio:${stage}:${output}`;
}
