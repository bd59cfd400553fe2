import { Match, type Template } from 'aws-cdk-lib/assertions';
import { maxReceiveCountFor } from '../../shared/messages/backoff.ts';
import { configOf, connection } from './config-of.ts';
import { synthesized, toText } from './synthesized.ts';

let template: Template;
beforeAll(async () => {
  template = await synthesized();
});

const FOURTEEN_DAYS = 14 * 24 * 3600;

test('there are two queues, and both are encrypted and keep messages for 14 days', () => {
  template.resourceCountIs('AWS::SQS::Queue', 2);
  template.allResourcesProperties('AWS::SQS::Queue', {
    SqsManagedSseEnabled: true,
    MessageRetentionPeriod: FOURTEEN_DAYS,
  });
});

test('neither queue is deleted with its messages, unless the deployment that creates it fails', () => {
  template.allResources('AWS::SQS::Queue', {
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
});

test('each queue refuses requests without TLS', () => {
  const policies = Object.values(template.findResources('AWS::SQS::QueuePolicy')).map(
    ({ Properties }) => Properties,
  );

  expect(policies.flatMap(({ Queues }) => Queues.map(toText)).sort()).toEqual([
    'QueuesDeadLetters',
    'QueuesEvents',
  ]);
  for (const { PolicyDocument, Queues } of policies) {
    expect(PolicyDocument.Statement).toEqual([
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'sqs:*',
        Resource: { 'Fn::GetAtt': [Queues[0].Ref, 'Arn'] },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]);
  }
});

test('a message is hidden six times as long as deliver may run, and while its batch is collected', () => {
  const [deliver] = Object.values(
    template.findResources('AWS::Lambda::Function', {
      Properties: { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'deliver' } } },
    }),
  );

  expect(deliver?.['Properties'].Timeout).toBe(30);
  template.hasResourceProperties('AWS::SQS::Queue', {
    RedrivePolicy: Match.anyValue(),
    VisibilityTimeout: 6 * 30 + 7,
  });
});

test.each([1, 24])('SQS itself dead-letters no message that is tried for %d h', async (retryForHours) => {
  const withPatience = await synthesized(configOf({ cinema: connection }, { retryForHours }));

  withPatience.hasResourceProperties('AWS::SQS::Queue', {
    RedrivePolicy: {
      deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^QueuesDeadLetters'), 'Arn'] },
      maxReceiveCount: maxReceiveCountFor(retryForHours * 3600),
    },
  });
});
