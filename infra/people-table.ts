import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { useKey } from './key-use.ts';
import { partName } from './name-of.ts';

export interface PeopleTableProps {
  /** @default a name of CloudFormation */
  readonly namePrefix?: string | undefined;
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  /** @default a key of AWS's own */
  readonly encryptionKey?: IKey | undefined;
}

/** The record of each person: the sum of their purchases. */
export class PeopleTable extends Construct {
  readonly table: Table;

  constructor(
    scope: Construct,
    id: string,
    { namePrefix, removalPolicy, deletionProtection, encryptionKey }: PeopleTableProps,
  ) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: partName(namePrefix, 'people'),
      partitionKey: { name: 'person', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expires',
      // No other source has the history of people, not even Purchasely.
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection,
      ...(encryptionKey && { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }),
      removalPolicy,
    });
  }

  /** Permissions of `deliver`. No other function has any. */
  get readAndWrite(): PolicyStatement[] {
    const { tableArn, encryptionKey } = this.table;
    const region = Stack.of(this).region;
    return [
      new PolicyStatement({
        actions: [
          'dynamodb:BatchGetItem',
          'dynamodb:PutItem',
          // The two statements that it runs with BatchExecuteStatement.
          'dynamodb:PartiQLInsert',
          'dynamodb:PartiQLUpdate',
        ],
        resources: [tableArn],
      }),
      ...(encryptionKey === undefined
        ? []
        : [useKey({ keyArn: encryptionKey.keyArn, service: 'dynamodb', region })]),
    ];
  }
}
