import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

export interface KeyUse {
  /** The key, or every key of an account as `…:key/*`, where only the owner of what is encrypted knows which. */
  readonly keyArn: string;
  readonly actions: readonly string[];
  /** The service that asks KMS in the name of the function, such as `sqs`. */
  readonly service: string;
  readonly region: string;
  /** The encryption context that names what is encrypted, and the ARNs it may name. */
  readonly context?: { readonly name: string; readonly arns: readonly string[] };
}

/**
 * Lets a function use a KMS key through one AWS service, and for nothing but the resources that are named.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function useKey({ keyArn, actions, service, region, context }: KeyUse): PolicyStatement {
  return new PolicyStatement({
    actions: [...actions],
    resources: [keyArn],
    conditions: {
      StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com` },
      ...(context && {
        StringLike: { [`kms:EncryptionContext:${context.name}`]: context.arns },
      }),
    },
  });
}

/** Acknowledges to cdk-nag why `…:key/*` is no wildcard in effect. */
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

/** With `<AWS::Region>` for a reference. */
function asNagWrites(arn: string | { readonly 'Fn::Join': [string, (string | { Ref: string })[]] }): string {
  if (typeof arn === 'string') return arn;
  const [separator, parts] = arn['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join(separator);
}
