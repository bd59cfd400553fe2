import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ResolvedConfig } from '../shared/config/resolved.ts';

/** What is known of each person: the sum of their purchases. Encrypted by DynamoDB with a key of AWS's own. */
export class PeopleTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { deletionProtection }: ResolvedConfig['people']) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'person', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expires',
      // Nothing else can tell again what was known of people: not even Purchasely.
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }

  /** What `deliver` may do with it; nobody else may do anything. */
  get readAndWrite(): PolicyStatement {
    return new PolicyStatement({
      actions: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
      resources: [this.table.tableArn],
    });
  }
}
