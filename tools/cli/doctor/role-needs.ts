import type { FunctionName } from '../../../shared/stack-outputs.ts';

/** What a stage has that a role is needed for, by ARN. */
export interface StageArns {
  readonly eventsQueue: string;
  readonly deadLetterQueue: string;
  readonly peopleTable: string;
  /** Of each side, those that exist. */
  readonly purchaselySecrets: readonly StoredSecret[];
  readonly customerioSecrets: readonly StoredSecret[];
  /** Queues that get a copy of each webhook. */
  readonly copies: readonly string[];
  /** Of queues and table, if the stage has one of its own. */
  readonly encryptionKey?: string;
}

export interface StoredSecret {
  readonly arn: string;
  /** Of the customer managed key it is encrypted with, if there is one and it can be told. */
  readonly keyArn?: string;
}

export interface Need {
  readonly actions: readonly string[];
  readonly resource: string;
  /** What else a policy may ask for: the values of condition keys. */
  readonly context?: Readonly<Record<string, string>>;
}

/** What the key of the stage is used for through a service. */
function useKey(keyArn: string | undefined, service: 'sqs' | 'dynamodb'): Need[] {
  if (keyArn === undefined) return [];
  const context = { 'kms:ViaService': `${service}.${keyArn.split(':')[3]}.amazonaws.com` };
  return [{ actions: KEY_ACTIONS[service], resource: keyArn, context }];
}

const KEY_ACTIONS = {
  sqs: ['kms:GenerateDataKey', 'kms:Decrypt'],
  dynamodb: [
    'kms:Encrypt',
    'kms:Decrypt',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:DescribeKey',
  ],
};

function readSecret({ arn, keyArn }: StoredSecret): Need[] {
  const read = { actions: ['secretsmanager:GetSecretValue'], resource: arn };
  if (keyArn === undefined) return [read];
  const context = {
    'kms:ViaService': `secretsmanager.${arn.split(':')[3]}.amazonaws.com`,
    'kms:EncryptionContext:SecretARN': arn,
  };
  return [read, { actions: ['kms:Decrypt'], resource: keyArn, context }];
}

/**
 * What each function does with them, as `infra/` grants it, and a test holds the two together. Left out are logs and
 * traces, and the keys of the queues of copies, which are known to their owners.
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
    { actions: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'], resource: peopleTable },
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
