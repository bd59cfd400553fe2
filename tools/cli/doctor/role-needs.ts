import { KEY_ACTIONS } from '../../../shared/key-actions.ts';
import type { FunctionName } from '../../../shared/stack-outputs.ts';

/** ARNs of the resources of a stage that the roles need. */
export interface StageArns {
  readonly eventsQueue: string;
  readonly deadLetterQueue: string;
  readonly peopleTable: string;
  /** The secrets of each side that exist. */
  readonly purchaselySecrets: readonly StoredSecret[];
  readonly customerioSecrets: readonly StoredSecret[];
  /** Queues that get a copy of each webhook. */
  readonly copies: readonly string[];
  /** Key of queues and table, if the stage has one. */
  readonly encryptionKey?: string;
}

export interface StoredSecret {
  readonly arn: string;
  /** ARN of its customer managed key, if it has one that is known. */
  readonly keyArn?: string;
}

export interface Need {
  readonly actions: readonly string[];
  readonly resource: string;
  /** Values of condition keys that a policy may require. */
  readonly context?: Readonly<Record<string, string>>;
}

/** Returns the actions on the key of the stage through a service. */
function useKey(keyArn: string | undefined, service: 'sqs' | 'dynamodb'): Need[] {
  if (keyArn === undefined) return [];
  const context = { 'kms:ViaService': `${service}.${keyArn.split(':')[3]}.amazonaws.com` };
  return [{ actions: KEY_ACTIONS[service], resource: keyArn, context }];
}

function readSecret({ arn, keyArn }: StoredSecret): Need[] {
  const read = { actions: ['secretsmanager:GetSecretValue'], resource: arn };
  if (keyArn === undefined) return [read];
  const context = {
    'kms:ViaService': `secretsmanager.${arn.split(':')[3]}.amazonaws.com`,
    'kms:EncryptionContext:SecretARN': arn,
  };
  return [read, { actions: KEY_ACTIONS.secretsmanager, resource: keyArn, context }];
}

/**
 * Actions of each function, as `infra/` grants them; a test compares the two. Excludes logs and traces, and the keys of
 * copy queues, which only their owners know.
 */
export const ROLE_NEEDS: Readonly<Record<FunctionName, (arns: StageArns) => Need[]>> = {
  receive: ({ eventsQueue, copies, purchaselySecrets, encryptionKey }) => [
    ...[eventsQueue, ...copies].map((resource) => ({ actions: ['sqs:SendMessage'], resource })),
    ...useKey(encryptionKey, 'sqs'),
    ...purchaselySecrets.flatMap(readSecret),
  ],
  deliver: ({ eventsQueue, deadLetterQueue, peopleTable, customerioSecrets, encryptionKey }) => [
    {
      actions: [
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:ChangeMessageVisibility',
        'sqs:GetQueueAttributes',
      ],
      resource: eventsQueue,
    },
    { actions: ['sqs:SendMessage'], resource: deadLetterQueue },
    {
      actions: [
        'dynamodb:BatchGetItem',
        'dynamodb:PutItem',
        'dynamodb:PartiQLInsert',
        'dynamodb:PartiQLUpdate',
      ],
      resource: peopleTable,
    },
    ...useKey(encryptionKey, 'sqs'),
    ...useKey(encryptionKey, 'dynamodb'),
    ...customerioSecrets.flatMap(readSecret),
  ],
  'dead-letter-widget': ({ eventsQueue, deadLetterQueue, encryptionKey }) => [
    {
      actions: [
        'sqs:ReceiveMessage',
        'sqs:ChangeMessageVisibility',
        'sqs:GetQueueAttributes',
        'sqs:DeleteMessage',
      ],
      resource: deadLetterQueue,
    },
    { actions: ['sqs:SendMessage'], resource: eventsQueue },
    ...useKey(encryptionKey, 'sqs'),
  ],
};
