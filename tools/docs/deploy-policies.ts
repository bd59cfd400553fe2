import { ownStackName } from '../../shared/stack-outputs.ts';
import { DOMAIN_PERMISSIONS, PERMISSIONS, type Permission } from './resource-permissions.ts';

/** The parts of a synthesized template that are used here. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: string }>>;
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
}

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Permission['when'];
}

export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/**
 * Returns the policies of all roles in a deployment, by the name of their file in docs/policies.
 *
 * @param qualifier qualifier of the bootstrap, in the names of its roles and its bucket
 * @throws {Error} if the permissions of a type of resource are not listed
 */
export function deployPolicies(templates: readonly Template[], qualifier: string): Record<string, Policy> {
  const role = (name: string) => `arn:aws:iam::*:role/cdk-${qualifier}-${name}-*`;
  return {
    execution: executionPolicy(templates, qualifier),
    domain: policyOf(typesIn(templates).flatMap((type) => DOMAIN_PERMISSIONS[type] ?? [])),
    deploy: policyOf([
      { actions: ['sts:AssumeRole'], on: [role('deploy-role'), role('file-publishing-role')] },
    ]),
    // Without the lookup role of the bootstrap, which may read everything in the account, including the people table.
    review: policyOf([
      {
        actions: ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate'],
        on: [`arn:aws:cloudformation:*:*:stack/${ownStackName('')}*`],
      },
    ]),
    doctor: policyOf(DOCTOR),
  };
}

/** Actions of CloudFormation in a deployment: for `cdk bootstrap --cloudformation-execution-policies`. */
function executionPolicy(templates: readonly Template[], qualifier: string): Policy {
  const parameters = templates
    .flatMap(({ Parameters = {} }) => Object.values(Parameters))
    .filter(({ Type }) => Type.startsWith('AWS::SSM::Parameter::Value'))
    .map(({ Default }) => `arn:aws:ssm:*:*:parameter${Default}`);
  return policyOf([
    ...typesIn(templates)
      .filter((type) => DOMAIN_PERMISSIONS[type] === undefined)
      .flatMap(permissionsOf),
    { actions: ['s3:GetObject'], on: [`arn:aws:s3:::cdk-${qualifier}-assets-*/*`] },
    { actions: ['ssm:GetParameters'], on: [...new Set(parameters)] },
  ]);
}

function typesIn(templates: readonly Template[]): string[] {
  return [...new Set(templates.flatMap(({ Resources }) => Object.values(Resources).map(({ Type }) => Type)))];
}

function permissionsOf(type: string): readonly Permission[] {
  const permissions = PERMISSIONS[type];
  if (permissions === undefined) {
    throw new Error(
      `The stack has a resource of type ${type}, and tools/docs/resource-permissions.ts does not say what its deployment takes: add it to PERMISSIONS there, from the handlers in CloudFormation's registry`,
    );
  }
  return permissions;
}

/** Returns a policy with one statement for each permission, in an order that does not depend on the templates. */
function policyOf(permissions: readonly Permission[]): Policy {
  const byTarget = Map.groupBy(permissions, ({ on, when }) => JSON.stringify([on, when]));
  const statements = [...byTarget.values()].map(([first, ...more]): Statement => {
    const actions = [first, ...more].flatMap((each) => each?.actions ?? []);
    return {
      Effect: 'Allow',
      Action: [...new Set(actions)].sort(),
      Resource: first?.on ?? [],
      ...(first?.when && { Condition: first.when }),
    };
  });
  return {
    Version: '2012-10-17',
    Statement: statements.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
  };
}

const keyOf = ({ Action, Resource }: Statement) => `${Action[0]} ${Resource[0]}`;

/** Actions of `doctor --send-test` on a stage and its audit log: SECURITY.md names each. */
const DOCTOR: readonly Permission[] = [
  {
    actions: ['cloudformation:DescribeStacks'],
    on: [`arn:aws:cloudformation:*:*:stack/${ownStackName('')}*`],
  },
  {
    actions: ['cloudwatch:GetMetricData', 'cloudwatch:GetMetricStatistics', 'lambda:ListEventSourceMappings'],
    on: ['*'],
  },
  { actions: ['cloudwatch:DescribeAlarms'], on: [`arn:aws:cloudwatch:*:*:alarm:${ownStackName('')}*`] },
  {
    actions: ['lambda:GetFunctionConfiguration'],
    on: [`arn:aws:lambda:*:*:function:${ownStackName('')}*`],
  },
  { actions: ['iam:SimulatePrincipalPolicy'], on: [`arn:aws:iam::*:role/${ownStackName('')}*`] },
  { actions: ['sqs:GetQueueAttributes'], on: [`arn:aws:sqs:*:*:${ownStackName('')}*`] },
  {
    actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
    on: ['arn:aws:secretsmanager:*:*:secret:purchasely-customerio/*'],
  },
  {
    actions: ['dynamodb:DescribeContinuousBackups', 'dynamodb:DescribeTable', 'dynamodb:DescribeTimeToLive'],
    on: [`arn:aws:dynamodb:*:*:table/${ownStackName('')}*`],
  },
  {
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    on: [`arn:aws:logs:*:*:log-group:${ownStackName('')}*`],
  },
];
