import { ownStackName } from '../../shared/stack-outputs.ts';

/** Actions on resources. */
export interface Permission {
  readonly actions: readonly string[];
  /** ARNs, as narrow as the names in stacks of the connector allow. `*` for resources without names. */
  readonly on: readonly string[];
  readonly when?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const EVERYTHING = ['*'];
/** CloudFormation starts generated names with the name of the stack. */
const OWN = `${ownStackName('')}*`;
const OWN_FUNCTIONS = `arn:aws:lambda:*:*:function:${OWN}`;
const OWN_ROLES = [`arn:aws:iam::*:role/${OWN}`];
const OWN_QUEUES = [`arn:aws:sqs:*:*:${OWN}`];
/** Some actions name a log group with `:*`, others without. */
const OWN_LOGS = [OWN, `/aws/vendedlogs/apigateway/${OWN}`].map(
  (name) => `arn:aws:logs:*:*:log-group:${name}`,
);
/** APIs of API Gateway have ids without the name of the stack. */
const APIS = [
  'arn:aws:apigateway:*::/apis',
  'arn:aws:apigateway:*::/apis/*',
  'arn:aws:apigateway:*::/tags/*',
];

/** Permits actions on customer managed keys only through a service that encrypts with them. */
const throughService = (service: string, ...actions: string[]): Permission => ({
  actions: ['kms:Decrypt', 'kms:GenerateDataKey', ...actions],
  on: ['arn:aws:kms:*:*:key/*'],
  when: { StringLike: { 'kms:ViaService': `${service}.*.amazonaws.com` } },
});

const API_PART: readonly Permission[] = [
  { actions: ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'].map((verb) => `apigateway:${verb}`), on: APIS },
];

/**
 * Actions of CloudFormation to create, change and delete each type of resource, as far as these templates use the type. Each list
 * has the actions that the handlers of the type name in CloudFormation's registry, without those that read the connector's data:
 * the value of a secret, a message, an item. No AWS account has tried it.
 *
 * @see https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html `handlers`, of what
 * `aws cloudformation describe-type --type RESOURCE --type-name AWS::SQS::Queue` prints
 */
export const PERMISSIONS: Readonly<Record<string, readonly Permission[]>> = {
  'AWS::ApiGatewayV2::Api': API_PART,
  'AWS::ApiGatewayV2::Integration': API_PART,
  'AWS::ApiGatewayV2::Route': API_PART,
  'AWS::ApiGatewayV2::Stage': [
    ...API_PART,
    // Needed to switch on an access log: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
    {
      actions: [
        'logs:CreateLogDelivery',
        'logs:DeleteLogDelivery',
        'logs:DescribeLogGroups',
        'logs:DescribeResourcePolicies',
        'logs:GetLogDelivery',
        'logs:ListLogDeliveries',
        'logs:PutResourcePolicy',
        'logs:UpdateLogDelivery',
      ],
      on: EVERYTHING,
    },
  ],
  'AWS::CDK::Metadata': [],
  'AWS::CloudWatch::Alarm': [
    {
      actions: [
        'cloudwatch:DeleteAlarms',
        'cloudwatch:DescribeAlarms',
        'cloudwatch:ListTagsForResource',
        'cloudwatch:PutMetricAlarm',
        'cloudwatch:TagResource',
        'cloudwatch:UntagResource',
      ],
      on: [`arn:aws:cloudwatch:*:*:alarm:${OWN}`],
    },
  ],
  'AWS::CloudWatch::Dashboard': [
    {
      actions: ['cloudwatch:DeleteDashboards', 'cloudwatch:GetDashboard', 'cloudwatch:PutDashboard'],
      on: [`arn:aws:cloudwatch::*:dashboard/${OWN}`],
    },
  ],
  'AWS::DynamoDB::Table': [
    {
      actions: [
        'dynamodb:CreateTable',
        'dynamodb:DeleteTable',
        'dynamodb:Describe*',
        'dynamodb:GetResourcePolicy',
        'dynamodb:ListTagsOfResource',
        'dynamodb:TagResource',
        'dynamodb:UntagResource',
        'dynamodb:UpdateContinuousBackups',
        'dynamodb:UpdateTable',
        'dynamodb:UpdateTimeToLive',
      ],
      on: [`arn:aws:dynamodb:*:*:table/${OWN}`],
    },
    throughService('dynamodb', 'kms:CreateGrant', 'kms:DescribeKey', 'kms:Encrypt'),
  ],
  'AWS::IAM::Policy': [
    { actions: ['iam:DeleteRolePolicy', 'iam:GetRolePolicy', 'iam:PutRolePolicy'], on: OWN_ROLES },
  ],
  'AWS::IAM::Role': [
    {
      actions: [
        'iam:CreateRole',
        'iam:DeleteRole',
        'iam:DeleteRolePolicy',
        'iam:GetRole',
        'iam:GetRolePolicy',
        'iam:ListAttachedRolePolicies',
        'iam:ListRolePolicies',
        'iam:ListRoleTags',
        'iam:PutRolePermissionsBoundary', // does not include removing one
        'iam:PutRolePolicy',
        'iam:TagRole',
        'iam:UntagRole',
        'iam:UpdateAssumeRolePolicy',
        'iam:UpdateRole',
        'iam:UpdateRoleDescription',
      ],
      on: OWN_ROLES,
    },
  ],
  'AWS::Lambda::EventSourceMapping': [
    {
      actions: [
        'lambda:CreateEventSourceMapping',
        'lambda:DeleteEventSourceMapping',
        'lambda:GetEventSourceMapping',
        'lambda:UpdateEventSourceMapping',
      ],
      on: EVERYTHING, // a mapping has only an id; its function has the name of the stack
      when: { ArnLike: { 'lambda:FunctionArn': OWN_FUNCTIONS } },
    },
    {
      actions: ['lambda:ListTags', 'lambda:TagResource', 'lambda:UntagResource'],
      on: ['arn:aws:lambda:*:*:event-source-mapping:*'],
    },
  ],
  'AWS::Lambda::Function': [
    {
      actions: [
        'lambda:CreateFunction',
        'lambda:DeleteFunction',
        'lambda:DeleteFunctionConcurrency',
        'lambda:Get*',
        'lambda:ListTags',
        'lambda:PutFunctionConcurrency',
        'lambda:TagResource',
        'lambda:UntagResource',
        'lambda:UpdateFunctionCode',
        'lambda:UpdateFunctionConfiguration',
      ],
      on: [OWN_FUNCTIONS],
    },
    {
      actions: ['iam:PassRole'],
      on: OWN_ROLES,
      when: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    },
    {
      actions: [
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
      ],
      on: EVERYTHING,
    },
  ],
  'AWS::Lambda::Permission': [
    { actions: ['lambda:AddPermission', 'lambda:GetPolicy', 'lambda:RemovePermission'], on: [OWN_FUNCTIONS] },
  ],
  'AWS::Logs::LogGroup': [
    { actions: ['logs:DescribeLogGroups'], on: EVERYTHING },
    {
      actions: [
        'logs:AssociateKmsKey',
        'logs:CreateLogGroup',
        'logs:DeleteLogGroup',
        'logs:DeleteRetentionPolicy',
        'logs:DescribeIndexPolicies',
        'logs:DisassociateKmsKey',
        'logs:GetDataProtectionPolicy',
        'logs:ListTagsForResource',
        'logs:PutRetentionPolicy',
        'logs:TagResource',
        'logs:UntagResource',
      ],
      on: OWN_LOGS.flatMap((arn) => [arn, `${arn}:*`]),
    },
  ],
  'AWS::Logs::MetricFilter': [
    {
      actions: ['logs:DeleteMetricFilter', 'logs:DescribeMetricFilters', 'logs:PutMetricFilter'],
      on: OWN_LOGS.flatMap((arn) => [arn, `${arn}:*`]),
    },
  ],
  'AWS::Logs::QueryDefinition': [
    {
      actions: ['logs:DeleteQueryDefinition', 'logs:DescribeQueryDefinitions', 'logs:PutQueryDefinition'],
      on: EVERYTHING,
    },
  ],
  'AWS::SQS::Queue': [
    {
      actions: [
        'sqs:CreateQueue',
        'sqs:DeleteQueue',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:ListQueueTags',
        'sqs:SetQueueAttributes',
        'sqs:TagQueue',
        'sqs:UntagQueue',
      ],
      on: OWN_QUEUES,
    },
  ],
  'AWS::SQS::QueuePolicy': [
    { actions: ['sqs:GetQueueAttributes', 'sqs:SetQueueAttributes'], on: OWN_QUEUES },
  ],
  'AWS::SecretsManager::Secret': [
    {
      actions: [
        'secretsmanager:CreateSecret',
        'secretsmanager:DeleteSecret',
        'secretsmanager:DescribeSecret',
        'secretsmanager:TagResource',
        'secretsmanager:UntagResource',
        'secretsmanager:UpdateSecret',
      ],
      on: ['arn:aws:secretsmanager:*:*:secret:purchasely-customerio/*'],
    },
    throughService('secretsmanager'),
  ],
};

const DOMAINS = ['arn:aws:apigateway:*::/domainnames', 'arn:aws:apigateway:*::/domainnames/*'];
const DOMAIN_PART: Permission = {
  actions: ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'].map((verb) => `apigateway:${verb}`),
  on: DOMAINS,
};
const RECORDS: readonly Permission[] = [
  {
    actions: ['route53:ChangeResourceRecordSets', 'route53:GetHostedZone', 'route53:ListResourceRecordSets'],
    on: ['arn:aws:route53:::hostedzone/*'],
  },
  { actions: ['route53:GetChange'], on: ['arn:aws:route53:::change/*'] },
];

/** The same for the resources of a stage with `domain`. They change DNS records, so this is a separate policy. */
export const DOMAIN_PERMISSIONS: typeof PERMISSIONS = {
  'AWS::ApiGatewayV2::ApiMapping': [DOMAIN_PART],
  'AWS::ApiGatewayV2::DomainName': [
    DOMAIN_PART,
    {
      actions: ['apigateway:AddCertificateToDomain', 'apigateway:RemoveCertificateFromDomain'],
      on: DOMAINS,
    },
  ],
  'AWS::CertificateManager::Certificate': [
    { actions: ['acm:RequestCertificate'], on: EVERYTHING }, // it has no name yet
    {
      actions: [
        'acm:AddTagsToCertificate',
        'acm:DeleteCertificate',
        'acm:DescribeCertificate',
        'acm:ListTagsForCertificate',
        'acm:RemoveTagsFromCertificate',
      ],
      on: ['arn:aws:acm:*:*:certificate/*'],
    },
    ...RECORDS, // for the validation of the certificate
  ],
  'AWS::Route53::RecordSet': RECORDS,
};
