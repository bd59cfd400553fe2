import { ArnFormat, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { ResolvedConfig, SecretReference } from '../shared/config/resolved.ts';
import { workspacesOf } from '../shared/config/workspaces.ts';
import { groupBy } from '../shared/group-by.ts';
import { useKey } from './key-use.ts';

/** One place of the configuration that names a secret. */
interface SecretUse extends SecretReference {
  readonly side: 'purchasely' | 'customerio';
  /** Unique among the uses of a stack. */
  readonly id: string;
  /** The secret in words, with the value to put into it. */
  readonly description: string;
}

/** As a role is granted it: an ARN may hold `?`, for unknown characters. */
interface ReadableSecret {
  readonly arn: string;
  /** Of the customer managed key it is, or may be, encrypted with. */
  readonly keyArn?: string;
}

export interface ConnectionSecretsProps {
  readonly connections: ResolvedConfig['connections'];
  readonly removalPolicy: RemovalPolicy;
  /**
   * Of the secrets that are created.
   * @default a key of AWS's own
   */
  readonly encryptionKey?: IKey | undefined;
}

/**
 * The secrets of every connection. Those the configuration does not name are created, without a value: what CloudFormation
 * sets, templates and change sets show. A person puts the value in once, and no deployment ever touches it again.
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
    // One connection may name the secret that is created for another: both use the same one.
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
    // The construct library's own Secret cannot be empty: it would generate a value.
    const secret = new CfnSecret(this, id, { name, description, kmsKeyId: encryptionKey?.keyArn });
    // Values put in by hand outlive the stack. If it is deployed again, their names are taken: the configuration has to give
    // them then, as `secretName`. A deployment that fails removes the secrets it has just created, so it can be repeated.
    secret.applyRemovalPolicy(removalPolicy);
    return { arn: secret.ref, ...(encryptionKey && { keyArn: encryptionKey.keyArn }) };
  }

  /** One that is there already. Its key is unknown: the owner may choose another at any time. */
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

  /** None if there is nothing to read: IAM refuses a statement without resources. */
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
              actions: ['kms:Decrypt'],
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
 * Secrets Manager ends an ARN with a hyphen and six random characters. One that ends so counts as whole, there
 * as here: https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
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
