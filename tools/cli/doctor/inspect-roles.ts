import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { FunctionName } from '../../../shared/stack-outputs.ts';
import { type Check, check, finding, notApplicable, ok, type Verdict } from '../base/checks.ts';
import { secretTargets } from '../secrets/targets.ts';
import { readQueueAttribute } from '../stage/read-queue-attribute.ts';
import type { Stage } from '../stage/stage.ts';
import { ROLE_NEEDS, type StageArns, type StoredSecret } from './role-needs.ts';

/**
 * Asks IAM whether the roles of the functions allow their actions, because doctor itself runs with another identity.
 */
export function inspectRoles(stage: Stage): Promise<Check[]> {
  const arns = stage.isLocal ? undefined : readArns(stage);
  const { dashboard } = stage.config;
  const hasWidget = dashboard !== false && dashboard.deadLetterWidget;
  const names: FunctionName[] = ['receive', 'deliver', ...(hasWidget ? ['dead-letter-widget' as const] : [])];
  return Promise.all(
    names.map((name) =>
      check(`role of ${name}`, async () => {
        const [facts, resources] = await Promise.all([stage.functionFacts(name), arns]);
        if (resources === undefined) return notApplicable('npm start uses no roles');
        if (facts === undefined) return notApplicable('the stack has no output for its function');
        const denied = await deniedTo(stage, name, facts.roleArn, resources);
        return judgeDenied(stage, facts.roleArn, denied);
      }),
    ),
  );
}

/** @returns each denied `action on resource`; undefined if this identity may not ask IAM */
async function deniedTo(
  { deniedActions }: Stage,
  name: FunctionName,
  roleArn: string,
  arns: StageArns,
): Promise<string[] | undefined> {
  try {
    const denied = await Promise.all(
      ROLE_NEEDS[name](arns).map(async ({ actions, resource, context }) =>
        (await deniedActions(roleArn, actions, resource, context)).map(
          (action) => `${action} on ${resource}`,
        ),
      ),
    );
    return denied.flat();
  } catch (error) {
    if (error instanceof Error && /^AccessDenied/.test(error.name)) return undefined;
    throw error;
  }
}

function judgeDenied(stage: Stage, roleArn: string, denied: readonly string[] | undefined): Verdict {
  if (denied === undefined) {
    return notApplicable(`unknown: asking IAM needs iam:SimulatePrincipalPolicy on ${roleArn}`);
  }
  if (denied.length === 0) return ok('its policies allow its actions');
  return finding(
    `its policies do not allow ${denied.join(', ')}`,
    `${stage.howToDeploy} If that does not help, a permissions boundary or a policy of the organization denies them.`,
  );
}

async function readArns(stage: Stage): Promise<StageArns> {
  const { dynamodb, peopleTable: TableName, config } = stage;
  const [eventsQueue, deadLetterQueue, people, purchaselySecrets, customerioSecrets] = await Promise.all([
    readQueueAttribute(stage, stage.eventsQueueUrl, 'QueueArn'),
    readQueueAttribute(stage, stage.deadLetterQueueUrl, 'QueueArn'),
    dynamodb.send(new DescribeTableCommand({ TableName })),
    storedSecrets(stage, 'purchasely'),
    storedSecrets(stage, 'customerio'),
  ]);
  const copies = new Set(Object.values(config.connections).flatMap((connection) => connection.copies));
  return {
    eventsQueue,
    deadLetterQueue,
    peopleTable: people.Table?.TableArn ?? '',
    purchaselySecrets,
    customerioSecrets,
    copies: [...copies],
    ...(config.encryptionKeyArn && { encryptionKey: config.encryptionKeyArn }),
  };
}

/** Returns the secrets that exist and can be described. Others have their own finding. */
async function storedSecrets(
  { secrets, config }: Stage,
  side: 'purchasely' | 'customerio',
): Promise<StoredSecret[]> {
  const stored = await Promise.all(
    secretTargets(config)
      .filter((target) => target.side === side)
      .map(async ({ name }) => {
        const secret = await secrets
          .send(new DescribeSecretCommand({ SecretId: name }))
          .catch(() => undefined);
        return secret?.ARN === undefined ? [] : toStored(secret.ARN, secret.KmsKeyId);
      }),
  );
  return stored.flat();
}

/**
 * @param keyId ARN or id of a customer managed key; absent with the AWS managed key. The key of an alias is unknown
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
 */
function toStored(arn: string, keyId: string | undefined): StoredSecret {
  if (keyId === undefined || /(^|:)alias\//.test(keyId)) return { arn };
  const [, partition, , region, account] = arn.split(':');
  return {
    arn,
    keyArn: keyId.startsWith('arn:') ? keyId : `arn:${partition}:kms:${region}:${account}:key/${keyId}`,
  };
}
