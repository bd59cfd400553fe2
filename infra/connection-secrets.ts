import { ArnFormat, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { ResolvedConfig, SecretReference } from '../shared/config/resolved.ts';
import { workspacesOf } from '../shared/config/workspaces.ts';
import { groupBy } from '../shared/group-by.ts';
import { useKey } from './key-use.ts';

/** A use of a secret in the configuration. */
interface SecretUse extends SecretReference {
  readonly side: 'purchasely' | 'customerio';
  /** Unique among the uses of a stack. */
  readonly id: string;
  /** Description of the secret, with the form of its value. */
  readonly description: string;
}

/** A secret in the policy of a role. Its ARN may contain `?` for unknown characters. */
interface ReadableSecret {
  readonly arn: string;
  /** ARN of the customer managed key that encrypts it, or may encrypt it. */
  readonly keyArn?: string;
}

export interface ConnectionSecretsProps {
  readonly connections: ResolvedConfig['connections'];
  readonly removalPolicy: RemovalPolicy;
  /**
   * Key of the created secrets.
   * @default a key of AWS's own
   */
  readonly encryptionKey?: IKey | undefined;
}

/**
 * The secrets of every connection. Secrets that the configuration does not name are created without a value, because
 * templates and change sets would show it. A person stores the value once, and no deployment changes it.
 */
export class ConnectionSecrets extends Construct {
  /** Lets `receive` read the shared secrets of Purchasely, and only those. */
  readonly readPurchasely: readonly PolicyStatement[];
  /** Lets `deliver` read the credentials of Customer.io, and only those. */
  readonly readCustomerio: readonly PolicyStatement[];

  constructor(scope: Construct, id: string, props: ConnectionSecretsProps) {
    super(scope, id);
    const uses = usesOf(props.connections);
    const created = new Map(
      uses.filter((use) => use.created).map((use) => [use.name, this.create(use, props)]),
    );
    // A connection may name the secret created for another. Both then use the same.
    const readAllOf = (side: SecretUse['side']) =>
      this.readAll(
        uses.filter((use) => use.side === side).map(({ name }) => created.get(name) ?? this.existing(name)),
      );
    this.readPurchasely = readAllOf('purchasely');
    this.readCustomerio = readAllOf('customerio');

    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Purchasely and Customer.io issue these keys in their consoles, so a person rotates them. Nothing is lost by then: ' +
        '`receive` takes the previous version too, and `deliver` reads the secret again when Customer.io refuses the key.',
    });
  }

  private create(
    { id, name, description }: SecretUse,
    { removalPolicy, encryptionKey }: ConnectionSecretsProps,
  ): ReadableSecret {
    // The construct library's `Secret` would generate a value.
    const secret = new CfnSecret(this, id, { name, description, kmsKeyId: encryptionKey?.keyArn });
    // Stored values outlive the stack. If it is deployed again, the names exist, so the configuration has to name the
    // secrets with `secretName`. A failed deployment removes the secrets it has created, so it can be repeated.
    secret.applyRemovalPolicy(removalPolicy);
    return { arn: secret.ref, ...(encryptionKey && { keyArn: encryptionKey.keyArn }) };
  }

  /** Returns an existing secret. Its key is unknown, because the owner may change it at any time. */
  private existing(nameOrArn: string): ReadableSecret {
    const [, partition, , region, account] = nameOrArn.split(':');
    const stack = Stack.of(this);
    const isArn = account !== undefined;
    return {
      arn: isArn
        ? wholeArn(nameOrArn)
        : stack.formatArn({
            service: 'secretsmanager',
            resource: 'secret',
            resourceName: `${nameOrArn}-??????`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
      keyArn: stack.formatArn({
        service: 'kms',
        resource: 'key',
        resourceName: '*',
        ...(isArn && { partition, region, account }),
      }),
    };
  }

  /**
   * Returns the statements to read secrets. Empty without secrets, because IAM refuses a statement without resources.
   */
  private readAll(secrets: readonly ReadableSecret[]): PolicyStatement[] {
    if (secrets.length === 0) return [];
    const byKey = groupBy(secrets, ({ keyArn }) => keyArn);
    return [
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: secrets.map(({ arn }) => arn),
      }),
      ...[...byKey].flatMap(([keyArn, encrypted]) =>
        keyArn === undefined
          ? []
          : useKey({
              keyArn,
              service: 'secretsmanager',
              region: Stack.of(this).region,
              // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
              context: { name: 'SecretARN', arns: [...new Set(encrypted.map(({ arn }) => arn))] },
            }),
      ),
    ];
  }
}

/**
 * Completes the ARN of a secret. Secrets Manager ends an ARN with a hyphen and six random characters, and treats an ARN
 * with such an end as complete:
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
 */
function wholeArn(arn: string): string {
  return /-[A-Za-z0-9]{6}$/.test(arn) ? arn : `${arn}-??????`;
}

function usesOf(connections: ResolvedConfig['connections']): SecretUse[] {
  return [
    ...Object.entries(connections).map(
      ([connection, { purchasely }]): SecretUse => ({
        ...purchasely.secret,
        side: 'purchasely',
        id: `${connection}-purchasely`,
        description: `Signs the Purchasely webhooks of ${connection}. Put: {"sharedSecret":"..."}`,
      }),
    ),
    ...workspacesOf(connections).map(
      ({ connection, environment, workspace }): SecretUse => ({
        ...workspace.secret,
        side: 'customerio',
        id: `${connection}-${environment.toLowerCase()}`,
        description: `Customer.io workspace for ${environment} events of ${connection}. Put: {"siteId":"...","apiKey":"..."}`,
      }),
    ),
  ];
}
