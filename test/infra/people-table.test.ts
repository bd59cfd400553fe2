import type { Template } from 'aws-cdk-lib/assertions';
import { configOf, connection } from './config-of.ts';
import { synthesized } from './synthesized.ts';

let template: Template;
beforeAll(async () => {
  template = await synthesized();
});

test('people are kept in one table, on demand, recoverable, until they expire', () => {
  template.resourceCountIs('AWS::DynamoDB::Table', 1);
  template.hasResourceProperties('AWS::DynamoDB::Table', {
    KeySchema: [{ AttributeName: 'person', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
  });
});

test('the table is not deleted with its people, unless the deployment that creates it fails', () => {
  template.allResources('AWS::DynamoDB::Table', {
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
});

test.each([
  { what: 'by default', people: {}, isProtected: true },
  { what: 'where the stage says so', people: { deletionProtection: false }, isProtected: false },
])('whether AWS refuses to delete it $what: $isProtected', async ({ people, isProtected }) => {
  const staged = await synthesized(configOf({ cinema: connection }, { people }));

  staged.hasResourceProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: isProtected });
});
