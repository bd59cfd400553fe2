import type { Template } from 'aws-cdk-lib/assertions';
import { SETTINGS } from '../../tools/docs/every-setting.ts';
import { configOf, connection } from './config-of.ts';
import { grantsOf, synthesized } from './synthesized.ts';

const { encryptionKeyArn } = SETTINGS.encryptionKeyArn;

let template: Template;
beforeAll(async () => {
  template = await synthesized(configOf({ cinema: connection }, { encryptionKeyArn }));
});

test.each([
  { type: 'AWS::SQS::Queue', properties: { KmsMasterKeyId: encryptionKeyArn } },
  {
    type: 'AWS::DynamoDB::Table',
    properties: {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: encryptionKeyArn },
    },
  },
  { type: 'AWS::SecretsManager::Secret', properties: { KmsKeyId: encryptionKeyArn } },
  { type: 'AWS::Logs::LogGroup', properties: { KmsKeyId: encryptionKeyArn } },
])('a key of the stage encrypts each $type', ({ type, properties }) => {
  template.allResourcesProperties(type, properties);
});

test('the key is used as it is: its policy is not of this stack', () => {
  template.resourceCountIs('AWS::KMS::Key', 0);
});

const through = (service: string) =>
  `on ${encryptionKeyArn}, kms:ViaService ${service}.AWS::Region.amazonaws.com`;
const forSecrets = (secrets: string) =>
  `kms:Decrypt ${through('secretsmanager')}, kms:EncryptionContext:SecretARN ${secrets}`;

test.each([
  {
    name: 'receive' as const,
    grants: [
      `kms:Decrypt ${through('sqs')}`,
      `kms:GenerateDataKey ${through('sqs')}`,
      forSecrets('Secretscinemapurchasely'),
    ],
  },
  {
    name: 'deliver' as const,
    grants: [
      `kms:Decrypt ${through('dynamodb')}`,
      `kms:Decrypt ${through('sqs')}`,
      `kms:DescribeKey ${through('dynamodb')}`,
      `kms:Encrypt ${through('dynamodb')}`,
      `kms:GenerateDataKey ${through('dynamodb')}`,
      `kms:GenerateDataKey ${through('sqs')}`,
      `kms:GenerateDataKeyWithoutPlaintext ${through('dynamodb')}`,
      `kms:ReEncryptFrom ${through('dynamodb')}`,
      `kms:ReEncryptTo ${through('dynamodb')}`,
      forSecrets('Secretscinemaproduction or Secretscinemasandbox'),
    ],
  },
])('$name may use it through the services it calls, and no other way', ({ name, grants }) => {
  const granted = grantsOf(template, name).filter((grant) => grant.startsWith('kms:'));

  expect(granted).toEqual(grants.toSorted());
});
