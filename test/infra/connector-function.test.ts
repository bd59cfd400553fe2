import { Match, type Template } from 'aws-cdk-lib/assertions';
import { SETTINGS } from '../../tools/docs/every-setting.ts';
import { configOf, connection, relaying } from './config-of.ts';
import { grantsOf, synthesized, toText } from './synthesized.ts';

const music = {
  purchasely: { secretName: 'existing/purchasely' },
  environments: { PRODUCTION: { region: 'us', secretName: 'existing/customerio' }, SANDBOX: 'drop' },
} as const;

/** With whatever key it is encrypted. */
const decryptExisting = (name: string) =>
  'kms:Decrypt on arn:AWS::Partition:kms:AWS::Region:AWS::AccountId:key/*' +
  ', kms:ViaService secretsmanager.AWS::Region.amazonaws.com' +
  `, kms:EncryptionContext:SecretARN arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:existing/${name}-??????`;

let template: Template;
beforeAll(async () => {
  template = await synthesized(configOf({ cinema: connection, music }, { logRetentionDays: 7 }));
});

test('there are two functions: no custom resource brings one of its own', () => {
  template.resourceCountIs('AWS::Lambda::Function', 2);
});

test.each([
  { name: 'receive', timeout: 8 },
  { name: 'deliver', timeout: 30 },
])('$name runs on Node.js 24 on arm64, for at most $timeout s, and logs JSON', ({ name, timeout }) => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    Handler: 'index.handler',
    Timeout: timeout,
    MemorySize: 512,
    TracingConfig: Match.absent(),
    LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
    ReservedConcurrentExecutions: Match.absent(),
    Environment: {
      Variables: { POWERTOOLS_SERVICE_NAME: name, POWERTOOLS_METRICS_NAMESPACE: 'PurchaselyCustomerio' },
    },
  });
});

test.each([
  { name: 'receive', settings: { EVENTS_QUEUE_URL: 'QueuesEvents' } },
  {
    name: 'deliver',
    settings: { EVENTS_QUEUE_URL: 'QueuesEvents', DEAD_LETTER_QUEUE_URL: 'QueuesDeadLetters' },
  },
])('$name is told the queues it may use and no others', ({ name, settings }) => {
  const variables = Object.values(template.findResources('AWS::Lambda::Function'))
    .map(({ Properties }) => Properties.Environment.Variables)
    .find(({ POWERTOOLS_SERVICE_NAME }) => POWERTOOLS_SERVICE_NAME === name);
  const queues = Object.entries(variables).filter(([key]) => key.endsWith('_URL'));

  expect(Object.fromEntries(queues.map(([key, value]) => [key, toText(value)]))).toEqual(settings);
});

test('every log group keeps its lines as long as the configuration says, and the audit log for a year and a month', () => {
  template.resourceCountIs('AWS::Logs::LogGroup', 4);
  template.resourcePropertiesCountIs('AWS::Logs::LogGroup', { RetentionInDays: 7 }, 3);
  template.hasResource('AWS::Logs::LogGroup', {
    Properties: { RetentionInDays: 400, LogGroupName: Match.absent() },
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
});

test.each([
  {
    name: 'receive' as const,
    grants: [
      decryptExisting('purchasely'),
      'logs:CreateLogStream on WebhooksReceiveLog.Arn',
      'logs:PutLogEvents on WebhooksReceiveLog.Arn',
      'secretsmanager:GetSecretValue on Secretscinemapurchasely',
      'secretsmanager:GetSecretValue on arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:existing/purchasely-??????',
      'sqs:SendMessage on QueuesEvents.Arn',
    ],
  },
  {
    name: 'deliver' as const,
    grants: [
      'dynamodb:BatchGetItem on PeopleTable.Arn',
      'dynamodb:PartiQLInsert on PeopleTable.Arn',
      'dynamodb:PartiQLUpdate on PeopleTable.Arn',
      'dynamodb:PutItem on PeopleTable.Arn',
      decryptExisting('customerio'),
      'logs:CreateLogStream on DeliveryDeliverLog.Arn',
      'logs:PutLogEvents on DeliveryDeliverLog.Arn',
      'secretsmanager:GetSecretValue on Secretscinemaproduction',
      'secretsmanager:GetSecretValue on Secretscinemasandbox',
      'secretsmanager:GetSecretValue on arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:existing/customerio-??????',
      'sqs:ChangeMessageVisibility on QueuesEvents.Arn',
      'sqs:DeleteMessage on QueuesEvents.Arn',
      'sqs:GetQueueAttributes on QueuesEvents.Arn',
      'sqs:ReceiveMessage on QueuesEvents.Arn',
      'sqs:SendMessage on QueuesDeadLetters.Arn',
    ],
  },
])('$name may do exactly what its job takes', ({ name, grants }) => {
  expect(grantsOf(template, name)).toEqual(grants);
});

test.each(['receive', 'deliver'] as const)('with tracing, %s is traced and may say so', async (name) => {
  const traced = await synthesized(configOf({ cinema: connection }, { tracing: true }));

  traced.allResourcesProperties('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } });
  expect(grantsOf(traced, name)).toEqual(
    expect.arrayContaining(['xray:PutTelemetryRecords on *', 'xray:PutTraceSegments on *']),
  );
  expect(grantsOf(traced, name).filter((grant) => grant.endsWith(' on *'))).toHaveLength(2);
});

describe('with a backend and copies', () => {
  const vpc = { subnetIds: ['subnet-0123456789abcdef0'], securityGroupIds: ['sg-0123456789abcdef0'] };
  const ofName = (POWERTOOLS_SERVICE_NAME: string) => ({
    Environment: { Variables: { POWERTOOLS_SERVICE_NAME } },
  });
  let relayed: Template;
  beforeAll(async () => {
    relayed = await synthesized(configOf({ cinema: relaying }, { vpc }));
  });

  test('receive has time for its answer, and still less than Purchasely', () => {
    relayed.hasResourceProperties('AWS::Lambda::Function', { ...ofName('receive'), Timeout: 9 });
  });

  test('receive may send to the queues of the copies, and in a network of its own do what that takes', () => {
    expect(grantsOf(relayed, 'receive').filter((grant) => !/^(logs|secretsmanager):/.test(grant))).toEqual([
      'ec2:AssignPrivateIpAddresses on *',
      'ec2:CreateNetworkInterface on *',
      'ec2:DeleteNetworkInterface on *',
      'ec2:DescribeNetworkInterfaces on *',
      'ec2:DescribeSubnets on *',
      'ec2:UnassignPrivateIpAddresses on *',
      ...['Decrypt', 'GenerateDataKey'].map(
        (action) =>
          `kms:${action} on arn:aws:kms:eu-west-1:210987654321:key/*, kms:ViaService sqs.eu-west-1.amazonaws.com, kms:EncryptionContext:aws:sqs:arn arn:aws:sqs:eu-west-1:210987654321:webhooks`,
      ),
      'sqs:SendMessage on QueuesEvents.Arn',
      'sqs:SendMessage on arn:aws:sqs:eu-west-1:210987654321:webhooks',
    ]);
  });

  test('receive runs in the network, and deliver does not', () => {
    relayed.hasResourceProperties('AWS::Lambda::Function', {
      ...ofName('receive'),
      VpcConfig: { SubnetIds: vpc.subnetIds, SecurityGroupIds: vpc.securityGroupIds },
    });
    relayed.hasResourceProperties('AWS::Lambda::Function', {
      ...ofName('deliver'),
      VpcConfig: Match.absent(),
    });
    expect(grantsOf(relayed, 'deliver').filter((grant) => grant.startsWith('ec2:'))).toEqual([]);
  });

  test('deliver runs there if the configuration says so, and leaves it by the proxy', async () => {
    const { proxy } = SETTINGS.vpc.vpc;
    const network = { ...vpc, functions: ['deliver' as const], proxy };

    const template = await synthesized(configOf({ cinema: connection }, { vpc: network }));

    template.hasResourceProperties('AWS::Lambda::Function', {
      VpcConfig: { SubnetIds: vpc.subnetIds, SecurityGroupIds: vpc.securityGroupIds },
      Environment: {
        Variables: {
          POWERTOOLS_SERVICE_NAME: 'deliver',
          HTTPS_PROXY: 'http://proxy.example.internal:3128',
          NO_PROXY: '.amazonaws.com',
        },
      },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      VpcConfig: Match.absent(),
      Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'receive', HTTPS_PROXY: Match.absent() } },
    });
    expect(grantsOf(template, 'deliver').filter((grant) => grant.startsWith('ec2:'))).toHaveLength(6);
    expect(grantsOf(template, 'receive').filter((grant) => grant.startsWith('ec2:'))).toEqual([]);
  });
});
