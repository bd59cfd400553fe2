/** Permissions on a KMS key for using what it encrypts, by the service that asks KMS in the name of a role. */
export const KEY_ACTIONS = {
  /** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html */
  secretsmanager: ['kms:Decrypt'],
  /**
   * For sending and receiving.
   *
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
   */
  sqs: ['kms:GenerateDataKey', 'kms:Decrypt'],
  /**
   * Without `kms:CreateGrant`, which only the creation of a table needs.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html#dynamodb-kms-authz
   */
  dynamodb: [
    'kms:Encrypt',
    'kms:Decrypt',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:DescribeKey',
  ],
} as const;
