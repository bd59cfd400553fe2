/** What a stage has that a role is needed for, by ARN. */
export interface StageArns {
  readonly eventsQueue: string;
  readonly deadLetterQueue: string;
  readonly peopleTable: string;
  /** Of each side, those that exist. */
  readonly purchaselySecrets: readonly string[];
  readonly customerioSecrets: readonly string[];
  /** Queues that get a copy of each webhook. */
  readonly copies: readonly string[];
}

export interface Need {
  readonly actions: readonly string[];
  readonly resource: string;
}

const READ_SECRET = ['secretsmanager:GetSecretValue'];

/** What each function does with them, its log and traces left out: as `infra/` grants it, and a test holds the two together. */
export const ROLE_NEEDS: Readonly<Record<'receive' | 'deliver', (arns: StageArns) => Need[]>> = {
  receive: ({ eventsQueue, copies, purchaselySecrets }) => [
    ...[eventsQueue, ...copies].map((resource) => ({ actions: ['sqs:SendMessage'], resource })),
    ...purchaselySecrets.map((resource) => ({ actions: READ_SECRET, resource })),
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
    ...customerioSecrets.map((resource) => ({ actions: READ_SECRET, resource })),
  ],
};
