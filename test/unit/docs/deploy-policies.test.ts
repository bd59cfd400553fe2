import { readdirSync, readFileSync } from 'node:fs';
import { DefaultStackSynthesizer } from 'aws-cdk-lib';
import { deployPolicies, type Template } from '../../../tools/docs/deploy-policies.ts';
import { EVERY_SETTING } from '../../../tools/docs/every-setting.ts';
import { synthesized } from '../../infra/synthesized.ts';
import { AWS_CLIENTS } from '../../support/aws-clients.ts';
import connectorConfig from '../../support/cinema.config.ts';
import { allows, type IamPolicy } from '../../support/iam-policy.ts';

const FOLDER = new URL('../../../docs/policies/', import.meta.url);
const QUALIFIER = DefaultStackSynthesizer.DEFAULT_QUALIFIER;

const policyIn = (name: string): IamPolicy & Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));
const execution = policyIn('execution');

interface FoundResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

let everySetting: Template;
/** What the deployment of a stage of this checkout, or of one with every setting, creates: type, and ARN in the account. */
let created: { readonly type: string; readonly name: string }[];
beforeAll(async () => {
  const stages = [
    { stack: 'PurchaselyCustomerio-prod', template: await synthesized(connectorConfig, 'prod') },
    {
      stack: 'PurchaselyCustomerio-every-setting',
      template: await synthesized(EVERY_SETTING, 'every-setting'),
    },
  ];
  everySetting = stages[1]?.template.toJSON() as Template;
  created = stages.flatMap(({ stack, template }) =>
    Object.entries<FoundResource>(template.toJSON()['Resources']).map(([id, { Type, Properties = {} }]) => ({
      type: Type,
      name: String(
        Properties[NAMED_BY[Type] ?? ''] ?? `${stack.slice(0, 24)}-${id.slice(0, 26)}-0A1B2C3D4E5F`,
      ),
    })),
  );
});

/** The property with the name of a resource. Without it, CloudFormation makes one that begins with the stack's. */
const NAMED_BY: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SecretsManager::Secret': 'Name',
};

/** By type: its ARN in an account, an action that makes one, one that takes it away. */
const BY_NAME = {
  'AWS::CloudWatch::Alarm': ['cloudwatch:eu-west-1:123456789012:alarm:', 'PutMetricAlarm', 'DeleteAlarms'],
  'AWS::CloudWatch::Dashboard': ['cloudwatch::123456789012:dashboard/', 'PutDashboard', 'DeleteDashboards'],
  'AWS::DynamoDB::Table': ['dynamodb:eu-west-1:123456789012:table/', 'CreateTable', 'DeleteTable'],
  'AWS::IAM::Role': ['iam::123456789012:role/', 'CreateRole', 'DeleteRole'],
  'AWS::Lambda::Function': ['lambda:eu-west-1:123456789012:function:', 'CreateFunction', 'DeleteFunction'],
  'AWS::Logs::LogGroup': ['logs:eu-west-1:123456789012:log-group:', 'CreateLogGroup', 'DeleteLogGroup'],
  'AWS::SQS::Queue': ['sqs:eu-west-1:123456789012:', 'CreateQueue', 'DeleteQueue'],
  'AWS::SecretsManager::Secret': [
    'secretsmanager:eu-west-1:123456789012:secret:',
    'CreateSecret',
    'DeleteSecret',
  ],
} as const;

test('the policies of docs/policies are those of the template', () => {
  const written = Object.fromEntries(
    readdirSync(FOLDER).map((file) => [file.replace('.json', ''), policyIn(file.replace('.json', ''))]),
  );

  expect(written).toEqual(deployPolicies([everySetting], QUALIFIER)); // stale? tsx tools/docs/policies.ts
});

test('a type of resource that nobody has thought of stops it, and says where to add it', () => {
  const template = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } };

  expect(() => deployPolicies([template], QUALIFIER)).toThrow(
    /AWS::SNS::Topic.*add it to PERMISSIONS.*registry/,
  );
});

test.each(Object.entries(BY_NAME))(
  'CloudFormation may create and delete our %s, and no other',
  (type, how) => {
    const [prefix, create, remove] = how;
    const [service] = prefix.split(':');
    const names = created.filter((each) => each.type === type).map(({ name }) => name);
    const may = (name: string) =>
      [create, remove].map((action) => allows(execution, `${service}:${action}`, `arn:aws:${prefix}${name}`));

    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => may(name).includes(false))).toEqual([]);
    expect(may('AnotherApp-prod-Queue-0A1B2C3D4E5F')).toEqual([false, false]);
  },
);

test('it passes roles of ours, to Lambda only', () => {
  const role = 'arn:aws:iam::123456789012:role/PurchaselyCustomerio-prod-WebhooksReceiveRole-0A1B2C3D4E5F';
  const to = (service: string) => allows(execution, 'iam:PassRole', role, { 'iam:PassedToService': service });

  expect([to('lambda.amazonaws.com'), to('ec2.amazonaws.com')]).toEqual([true, false]);
});

test('it connects queues to functions of ours only', () => {
  const onFunction = (name: string) =>
    allows(execution, 'lambda:CreateEventSourceMapping', '*', {
      'lambda:FunctionArn': `arn:aws:lambda:eu-west-1:123456789012:function:${name}`,
    });

  expect([onFunction('PurchaselyCustomerio-prod-Deliver'), onFunction('AnotherApp')]).toEqual([true, false]);
});

test('whoever deploys reads no webhook, no person and no secret by it', () => {
  const actions = [
    'dynamodb:BatchGetItem',
    'dynamodb:GetItem',
    'dynamodb:PartiQLSelect',
    'dynamodb:Query',
    'dynamodb:Scan',
    'lambda:InvokeFunction',
    'logs:FilterLogEvents',
    'logs:GetLogEvents',
    'logs:StartQuery',
    'secretsmanager:GetSecretValue',
    'sqs:ReceiveMessage',
  ];
  const resources = Object.entries(BY_NAME).flatMap(([type, [prefix]]) =>
    created.filter((each) => each.type === type).map(({ name }) => `arn:aws:${prefix}${name}`),
  );
  const policies = [execution, policyIn('deploy'), policyIn('review')];

  const allowed = actions.filter((action) =>
    resources.some((arn) => policies.some((policy) => allows(policy, action, arn))),
  );

  expect(allowed).toEqual([]);
});

test('only what AWS knows no names for is allowed on everything', () => {
  const onEverything = execution.Statement.filter(({ Resource }) => Resource.includes('*'));

  expect(onEverything.flatMap(({ Action }) => Action).sort()).toEqual([
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
    'ec2:DescribeVpcs',
    'lambda:CreateEventSourceMapping',
    'lambda:DeleteEventSourceMapping',
    'lambda:GetEventSourceMapping',
    'lambda:UpdateEventSourceMapping',
    'logs:CreateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:DeleteQueryDefinition',
    'logs:DescribeLogGroups',
    'logs:DescribeQueryDefinitions',
    'logs:DescribeResourcePolicies',
    'logs:GetLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutQueryDefinition',
    'logs:PutResourcePolicy',
    'logs:UpdateLogDelivery',
  ]);
});

/** Actions that are no calls: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html */
const PERMISSION_ONLY = /^(?:logs:\w+LogDeliver(?:y|ies)|iam:PassRole)$/;

const CLIENTS = { ...AWS_CLIENTS, sts: () => import('@aws-sdk/client-sts') };

test.each(Object.entries(CLIENTS))('each action of %s is one that AWS has', async (service, load) => {
  const commands = Object.keys(await load()).filter((name) => name.endsWith('Command'));
  const actions = readdirSync(FOLDER)
    .flatMap((file) => policyIn(file.replace('.json', '')).Statement)
    .flatMap(({ Action }) => Action)
    .filter((action) => action.startsWith(`${service}:`) && !PERMISSION_ONLY.test(action));

  const unknown = actions.filter((action) => {
    const [, name = ''] = action.split(':');
    return !commands.some((command) => new RegExp(`^${name.replace('*', '\\w+')}Command$`).test(command));
  });

  expect(actions.length).toBeGreaterThan(0);
  expect(unknown).toEqual([]);
});

test('IAM takes each as a managed policy: without white space at most 6,144 characters', () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  const lengths = readdirSync(FOLDER).map(
    (file) => JSON.stringify(policyIn(file.replace('.json', ''))).length,
  );

  expect(Math.max(...lengths)).toBeLessThanOrEqual(6144);
});
