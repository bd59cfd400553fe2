import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { KEY_ACTIONS } from '../shared/key-actions.ts';

export interface KeyUse {
  /**
   * ARN of the key, or `…:key/*` for all keys of an account, if only the owner of the encrypted resource knows the key.
   */
  readonly keyArn: string;
  /** The service that calls KMS for the function, such as `sqs`. */
  readonly service: keyof typeof KEY_ACTIONS;
  readonly region: string;
  /** The encryption context that names the encrypted resource, and the permitted ARNs. */
  readonly context?: { readonly name: string; readonly arns: readonly string[] };
}

/**
 * Permits a function to use a KMS key through one AWS service, and only for the named resources.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function useKey({ keyArn, service, region, context }: KeyUse): PolicyStatement {
  return new PolicyStatement({
    actions: [...KEY_ACTIONS[service]],
    resources: [keyArn],
    conditions: {
      StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com` },
      ...(context && {
        StringLike: { [`kms:EncryptionContext:${context.name}`]: context.arns },
      }),
    },
  });
}

/** Acknowledges for cdk-nag why `…:key/*` is not a wildcard in effect. */
export function acknowledgeAnyKey(scope: Construct, permissions: readonly PolicyStatement[]): void {
  const anyKey = permissions.flatMap(({ resources }) => resources).filter((arn) => arn.endsWith(':key/*'));
  for (const arn of anyKey) {
    Validations.of(scope).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${asNagWrites(Stack.of(scope).resolve(arn))}]`,
      reason:
        'The owner of the encrypted resource chooses the key and may change it. The conditions allow its use through one service and for the named resources only.',
    });
  }
}

/** Formats an ARN as cdk-nag does, with `<AWS::Region>` for a reference. */
function asNagWrites(arn: string | { readonly 'Fn::Join': [string, (string | { Ref: string })[]] }): string {
  if (typeof arn === 'string') return arn;
  const [separator, parts] = arn['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join(separator);
}
