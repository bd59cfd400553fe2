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
 * What each function does with them, as `infra/` grants it, and a test holds the two together. Left out are its log and
 * traces, and the keys of the queues of copies, which are known to their owners.
 */
export const ROLE_NEEDS: Readonly<Record<'receive' | 'deliver', (arns: StageArns) => Need[]>> = {
  receive: ({ eventsQueue, copies, purchaselySecrets }) => [
    ...[eventsQueue, ...copies].map((resource) => ({ actions: ['sqs:SendMessage'], resource })),
    ...purchaselySecrets.flatMap(readSecret),
  ],
  deliver: ({ eventsQueue, deadLetterQueue, peopleTable, customerioSecrets }) => [
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
    ...customerioSecrets.flatMap(readSecret),
  ],
};
